package io.paycast.auth.tokens;

import static org.springframework.web.reactive.function.server.RequestPredicates.POST;

import io.paycast.auth.http.AuthResponse;
import io.paycast.auth.http.BoundedExecutor;
import io.paycast.auth.http.ClientAddresses;
import io.paycast.auth.http.JsonBodyReader;
import io.paycast.http.Problem;
import io.paycast.http.ProblemWriter;
import io.paycast.net.ClientAddress;
import io.paycast.net.ClientNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.Function;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.core.publisher.Mono;

/** The endpoints {@code refresh} and {@code logout}. Anyone can call them, so they are limited. */
public final class SessionRoutes {

    private final TokenIssuer tokenIssuer;
    private final RefreshLimit limit;
    private final ClientAddresses addresses;
    private final BoundedExecutor executor;
    private final JsonBodyReader<ClientNetwork> bodies;

    public SessionRoutes(
            TokenIssuer tokenIssuer,
            RefreshLimit limit,
            ClientAddresses addresses,
            BoundedExecutor executor,
            JsonBodyReader<ClientNetwork> bodies) {
        this.tokenIssuer = tokenIssuer;
        this.limit = limit;
        this.addresses = addresses;
        this.executor = executor;
        this.bodies = bodies;
    }

    /** Returns the routes. */
    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route(
                        POST("/api/auth/refresh"),
                        request -> respond(request, body -> tokenIssuer.refresh(body.token())))
                .andRoute(
                        POST("/api/auth/logout"),
                        request -> respond(request, body -> tokenIssuer.logOut(body.token())));
    }

    private Mono<ServerResponse> respond(
            ServerRequest request, Function<RefreshRequest, AuthResponse> work) {
        return switch (addresses.of(request)) {
            case ClientAddress.Known(var client) -> respond(request, client, work);
            case ClientAddress.Unknown(var reason) ->
                    ProblemWriter.response(Problem.of(HttpStatus.BAD_REQUEST, reason));
        };
    }

    private Mono<ServerResponse> respond(
            ServerRequest request,
            InetAddress client,
            Function<RefreshRequest, AuthResponse> work) {
        return bodies.read(
                request,
                ClientNetwork.of(client),
                RefreshRequest.class,
                body ->
                        limit.tryAcquire(client)
                                .map(wait -> Mono.just(tooManyRequests(wait)))
                                .orElseGet(() -> executor.respond(() -> work.apply(body))));
    }

    private static AuthResponse tooManyRequests(Duration wait) {
        return new AuthResponse.Refused(
                Problem.of(
                                HttpStatus.TOO_MANY_REQUESTS,
                                "Too many refreshes and logouts from this address; try again"
                                        + " later.")
                        .withRetryAfter(wait));
    }
}
