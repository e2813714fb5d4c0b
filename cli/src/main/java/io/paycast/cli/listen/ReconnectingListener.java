package io.paycast.cli.listen;

import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.LoginFailure;
import io.paycast.cli.server.PaycastServer;
import io.paycast.cli.server.Printable;
import io.paycast.cli.server.ServerUnreachable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Receives updates over one connection after another: reads until a disconnect, applies the
 * reconnect policy, and resumes after the last printed update. Confined to one thread.
 */
final class ReconnectingListener {

    private static final Duration PING_INTERVAL = Duration.ofSeconds(25);
    private static final Duration MIN_RENEWAL_INTERVAL = Duration.ofSeconds(10);
    private static final int MAX_CONSECUTIVE_RENEWALS = 2;

    private final PaycastServer server;
    private final Query query;
    private final TokenSource tokens;
    private final Output output;
    private final Backoff backoff;
    private final InstantSource clock;

    private @Nullable String cursor;
    private Duration pingInterval = PING_INTERVAL;
    private Instant noRenewalBefore = Instant.MIN;
    private int renewals;
    private boolean outputOpen = true;

    ReconnectingListener(
            PaycastServer server,
            Query query,
            TokenSource tokens,
            Output output,
            Backoff backoff,
            InstantSource clock) {
        this.server = server;
        this.query = query;
        this.tokens = tokens;
        this.output = output;
        this.backoff = backoff;
        this.clock = clock;
    }

    /**
     * Prints updates until the output is closed.
     *
     * @throws CommandFailure if reconnecting would not help
     */
    void listen() throws InterruptedException {
        var next = connectOnce();
        while (outputOpen) {
            next =
                    switch (next) {
                        case ReconnectPolicy.GiveUp(var sentence) ->
                                throw new CommandFailure(sentence);
                        case ReconnectPolicy.RenewToken(var why) -> connectWithAnotherToken(why);
                        case ReconnectPolicy.Reconnect(var why, var after) -> {
                            var delay = after.orElseGet(backoff::next);
                            output.notice(
                                    "%s; reconnecting in %.1f s"
                                            .formatted(why, delay.toMillis() / 1e3));
                            Thread.sleep(delay);
                            yield connectOnce();
                        }
                    };
        }
    }

    private ReconnectPolicy connectWithAnotherToken(String why) throws InterruptedException {
        renewals++;
        if (renewals > MAX_CONSECUTIVE_RENEWALS) {
            return new ReconnectPolicy.GiveUp("The gateway rejects every token of this user.");
        }
        output.notice(why + "; requesting a new token");
        try {
            tokens.renew();
        } catch (ServerUnreachable | LoginFailure e) {
            return afterLoginFailure(e);
        }
        return connectOnce();
    }

    /** Opens one connection and reads it to its end. */
    private ReconnectPolicy connectOnce() throws InterruptedException {
        String token;
        try {
            token = tokens.token();
        } catch (ServerUnreachable | LoginFailure e) {
            return afterLoginFailure(e);
        }
        var connection = Connection.open(server, query.address(server.base(), cursor), token);
        try {
            return ReconnectPolicy.after(read(connection));
        } finally {
            connection.abort();
        }
    }

    private static ReconnectPolicy afterLoginFailure(CommandFailure failure) {
        var sentence = String.valueOf(failure.getMessage());
        if (failure instanceof LoginFailure refused) {
            int status = refused.response().status();
            return status == 429 || status >= 500
                    ? new ReconnectPolicy.Reconnect(sentence, refused.response().retryAfter())
                    : new ReconnectPolicy.GiveUp(sentence);
        }
        return new ReconnectPolicy.Reconnect(sentence, Optional.empty());
    }

    private DisconnectReason read(Connection connection) throws InterruptedException {
        var lastReceivedAt = clock.instant();
        while (true) {
            var event = connection.next(waitTime());
            switch (event) {
                case ConnectionEvent.Disconnected(var reason) -> {
                    return reason;
                }
                case ConnectionEvent.Message(var text) -> {
                    lastReceivedAt = clock.instant();
                    receive(Update.of(text));
                    if (!outputOpen) {
                        return new DisconnectReason.Lost("the output is closed");
                    }
                }
                case ConnectionEvent.Ping ping -> lastReceivedAt = clock.instant();
                case ConnectionEvent.Timeout timeout -> {
                    if (!clock.instant()
                            .isBefore(lastReceivedAt.plus(pingInterval.multipliedBy(2)))) {
                        return new DisconnectReason.Lost(
                                "the gateway sent nothing for two ping intervals");
                    }
                }
            }
            renewTokenIfDue(connection);
        }
    }

    private void receive(Update message) {
        switch (message.text("type")) {
            case "" -> {
                if (message.json().has("PaymentId")) {
                    outputOpen = output.update(message);
                    remember(message.text("Cursor"));
                }
            }
            case "welcome" -> welcome(message);
            case "error" ->
                    output.notice("gateway error: " + Printable.of(message.text("message")));
            default -> {}
        }
    }

    private void welcome(Update welcome) {
        backoff.reset();
        renewals = 0;
        var resumed = welcome.json().path("resumed");
        long pingSeconds = welcome.json().path("pingSeconds").asLong(0);
        if (pingSeconds > 0) {
            pingInterval = Duration.ofSeconds(pingSeconds);
        }
        output.notice("connected to " + server.base());
        if (resumed.isObject() && !resumed.path("complete").asBoolean(true)) {
            output.notice("some updates are missing: the cursor is too old");
        }
        if (cursor == null && resumed.path("replayed").asLong(0) == 0) {
            remember(welcome.text("cursor"));
        }
    }

    private void remember(String position) {
        if (!position.isEmpty()) {
            cursor = position;
        }
    }

    private Duration waitTime() {
        var silence = pingInterval;
        return tokens.renewAt()
                .map(at ->
                        Duration.between(
                                clock.instant(),
                                at.isAfter(noRenewalBefore) ? at : noRenewalBefore))
                .filter(left -> left.compareTo(silence) < 0)
                .map(left -> left.isNegative() ? Duration.ZERO : left.plusMillis(1))
                .orElse(silence);
    }

    /** Sends a new token before the current one expires. */
    private void renewTokenIfDue(Connection connection) {
        var now = clock.instant();
        if (now.isBefore(noRenewalBefore)
                || tokens.renewAt().filter(at -> !now.isBefore(at)).isEmpty()) {
            return;
        }
        noRenewalBefore = now.plus(MIN_RENEWAL_INTERVAL);
        try {
            var refresh =
                    JsonMapper.shared()
                            .createObjectNode()
                            .put("type", "refresh")
                            .put("token", tokens.renew());
            connection.send(refresh.toString());
        } catch (ServerUnreachable | LoginFailure e) {
            output.notice("token renewal failed, will retry: " + e.getMessage());
        }
    }
}
