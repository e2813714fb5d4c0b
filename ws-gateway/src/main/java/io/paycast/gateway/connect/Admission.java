package io.paycast.gateway.connect;

import io.netty.channel.Channel;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.access.Verdict;
import io.paycast.gateway.limits.ClientLimits;
import io.paycast.gateway.limits.SubjectLimits;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.stats.Counters.Refused;
import io.paycast.limits.ConnectionLimit;
import io.paycast.liveness.FatalError;
import io.paycast.net.AllowedOrigins;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executor;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/**
 * Decides whether a client may open a socket, the cheapest check first: the gateway is ready, the
 * address has not made too many attempts, the page's origin is allowed, the request has a token, a
 * place is free, the token is valid and has the scope, the client is not banned, and its subject
 * has a place. Thread-safe.
 */
public final class Admission {

    private static final Duration RETRY_WHEN_NOT_READY = Duration.ofSeconds(2);
    private static final Duration RETRY_WHEN_FULL = Duration.ofSeconds(10);

    private static final Decision NOT_READY =
            new Decision.Refused(
                    Refusal.unavailable(
                            Refused.NOT_READY,
                            "The gateway is not ready: it is starting or draining. Retry, or"
                                    + " connect to another gateway.",
                            RETRY_WHEN_NOT_READY));

    private final BooleanSupplier ready;
    private final AllowedOrigins origins;
    private final ClientLimits limits;
    private final TokenVerifier verifier;

    /**
     * @param ready whether the gateway opens sockets at the moment
     * @param allowedOrigins the origins whose pages may connect
     */
    public Admission(
            BooleanSupplier ready,
            List<String> allowedOrigins,
            ClientLimits limits,
            TokenVerifier verifier) {
        this.ready = ready;
        this.origins = new AllowedOrigins(allowedOrigins);
        this.limits = limits;
        this.verifier = verifier;
    }

    /**
     * Decides on a request. A place is taken before the token is verified, and released when the
     * channel closes.
     *
     * @param executor where the callback runs once the token is verified; a refusal that needs no
     *     verification is passed to it at once
     */
    void decide(
            ConnectRequest request,
            InetAddress address,
            Channel channel,
            Executor executor,
            Consumer<Decision> callback) {
        if (!ready.getAsBoolean()) {
            callback.accept(NOT_READY);
            return;
        }
        var tooMany = refusalOfAttempt(address);
        if (tooMany.isPresent()) {
            callback.accept(new Decision.Refused(tooMany.get()));
            return;
        }
        if (!isAllowedPage(request)) {
            callback.accept(
                    new Decision.Refused(
                            Refusal.forbidden(
                                    Refused.ORIGIN,
                                    "The page's origin is not allowed to connect. Accepted are the"
                                            + " gateway's own pages and those of the origins in"
                                            + " PAYCAST_GATEWAY_ALLOWED_ORIGINS.")));
            return;
        }
        var token = request.token();
        if (token == null || token.isEmpty()) {
            callback.accept(new Decision.Refused(Refusal.noToken()));
            return;
        }
        var connections = limits.connections();
        var refusal =
                switch (connections.tryAcquire(address)) {
                    case ConnectionLimit.Place.Taken taken -> {
                        channel.closeFuture().addListener(closed -> connections.release(address));
                        yield null;
                    }
                    case ConnectionLimit.Place.Full full ->
                            Refusal.unavailable(
                                    Refused.FULL,
                                    "The gateway has reached its connection limit.",
                                    RETRY_WHEN_FULL);
                    case ConnectionLimit.Place.TooManyOfAddress(int limit) ->
                            Refusal.tooMany(
                                    Refused.ADDRESS_LIMIT,
                                    "The address has reached its limit of %d connections."
                                            .formatted(limit),
                                    RETRY_WHEN_FULL);
                };
        if (refusal != null) {
            callback.accept(new Decision.Refused(refusal));
            return;
        }
        verifier.verify(token)
                .thenAcceptAsync(
                        verdict -> callback.accept(decideOn(verdict, request, address, channel)),
                        executor)
                .whenComplete((_, failure) -> FatalError.exitIfError(failure));
    }

    /**
     * Counts an attempt to connect, unless the address has made too many. Attempts of an invalid
     * form count too; those that the gateway is not ready for do not, because all clients repeat
     * them.
     */
    Optional<Refusal> refusalOfAttempt(InetAddress address) {
        var wait = limits.attempts().tryAcquire(address);
        return wait.isZero()
                ? Optional.empty()
                : Optional.of(
                        Refusal.tooMany(
                                Refused.ATTEMPT_LIMIT,
                                ("The address has reached its limit of %d attempts to connect per"
                                                + " minute.")
                                        .formatted(limits.attempts().perMinute()),
                                wait));
    }

    /** A client that is not a browser sends no origin; it could send any. */
    private boolean isAllowedPage(ConnectRequest request) {
        var origin = request.origin();
        return origin == null || origins.allows(origin) || request.own().is(origin);
    }

    /** The headers by which a page of an allowed origin may read the response (CORS). */
    Map<String, String> crossOriginHeaders(ConnectRequest request) {
        var origin = request.origin();
        if (origin == null || !origins.allows(origin)) {
            return Map.of();
        }
        return origins.allowsAll()
                ? Map.of("Access-Control-Allow-Origin", "*")
                : Map.of("Access-Control-Allow-Origin", origin, "Vary", "Origin");
    }

    private Decision decideOn(
            Verdict verdict, ConnectRequest request, InetAddress address, Channel channel) {
        return switch (verdict) {
            case Verdict.Refused(var reason) -> new Decision.Refused(Refusal.unauthorized(reason));
            case Verdict.Unavailable(var reason) ->
                    new Decision.Refused(
                            Refusal.unavailable(Refused.NO_KEYS, reason, RETRY_WHEN_NOT_READY));
            case Verdict.Accepted(var client) -> decideOn(client, request, address, channel);
        };
    }

    private Decision decideOn(
            Client client, ConnectRequest request, InetAddress address, Channel channel) {
        if (!ready.getAsBoolean()) {
            // the gateway began to drain during the verification, and would not close this socket
            return NOT_READY;
        }
        if (!client.may(Client.READ_PAYMENTS)) {
            return new Decision.Refused(
                    Refusal.forbidden(
                            Refused.SCOPE,
                            "The token lacks the scope " + Client.READ_PAYMENTS + "."));
        }
        var banned = limits.bans().remaining(client.subject(), address);
        if (banned.isPositive()) {
            return new Decision.Refused(
                    Refusal.tooMany(
                            Refused.BANNED,
                            "The client is banned for sending too many messages.",
                            banned));
        }
        var query = request.query();
        return Interest.of(client.entitlement(), query.mode())
                .map(interest -> interest.narrowedTo(query.orders(), query.payments()))
                .map(interest ->
                        interest.namesTooManyPayments()
                                ? new Decision.Refused(
                                        Refusal.badRequest(
                                                Refused.TOO_MANY_ORDERS,
                                                Interest.TOO_MANY_PAYMENTS))
                                : decideOn(client, interest, address, channel))
                .orElseGet(() ->
                        new Decision.Refused(Refusal.badRequest(Interest.MODE_NOT_PERMITTED)));
    }

    private Decision decideOn(
            Client client, Interest interest, InetAddress address, Channel channel) {
        return switch (limits.subjects()
                .tryAcquire(client.subject(), client.isCustomer(), address)) {
            case SubjectLimits.Place.TooMany(int limit) ->
                    new Decision.Refused(
                            Refusal.tooMany(
                                    Refused.SUBJECT_LIMIT,
                                    "The token's subject has reached its limit of %d connections."
                                            .formatted(limit),
                                    RETRY_WHEN_FULL));
            case SubjectLimits.Place.Taken(var allowance) -> {
                channel.closeFuture().addListener(closed -> allowance.release());
                yield allowance.holdNames(interest.orderBytes(), interest.filterBytes())
                        ? new Decision.Admitted(client, allowance, interest)
                        : new Decision.Refused(
                                Refusal.unavailable(
                                        Refused.FILTER_MEMORY,
                                        "The names of orders and payments take more memory than the"
                                                + " gateway has left for this subject.",
                                        RETRY_WHEN_FULL));
            }
        };
    }
}
