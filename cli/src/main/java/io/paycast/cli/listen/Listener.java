package io.paycast.cli.listen;

import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.LoginRefused;
import io.paycast.cli.server.PaycastServer;
import io.paycast.cli.server.Printable;
import io.paycast.cli.server.Unreachable;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/**
 * Stays connected: reads until a connection ends, does what the ending asks for, and resumes after
 * the last update that was told. Confined to the thread that runs it.
 */
final class Listener {

    private static final Duration PING_INTERVAL = Duration.ofSeconds(25);
    private static final Duration RENEW_AGAIN_AFTER = Duration.ofSeconds(10);
    private static final int MOST_RENEWALS_IN_A_ROW = 2;

    private final PaycastServer server;
    private final Query query;
    private final TokenSource tokens;
    private final Output output;
    private final Backoff backoff;
    private final Pause pause;
    private final InstantSource clock;

    private @Nullable String cursor;
    private Duration pingInterval = PING_INTERVAL;
    private Instant notRenewedBefore = Instant.MIN;
    private int renewals;
    private boolean readers = true;

    /** Waits; a test's does not. */
    @FunctionalInterface
    interface Pause {
        void forThisLong(Duration time) throws InterruptedException;
    }

    Listener(
            PaycastServer server,
            Query query,
            TokenSource tokens,
            Output output,
            Backoff backoff,
            Pause pause,
            InstantSource clock) {
        this.server = server;
        this.query = query;
        this.tokens = tokens;
        this.output = output;
        this.backoff = backoff;
        this.pause = pause;
        this.clock = clock;
    }

    /**
     * Listens until nobody reads what it tells.
     *
     * @throws CommandFailure where coming back would not help
     */
    void listen() throws InterruptedException {
        var reaction = once();
        while (readers) {
            reaction =
                    switch (reaction) {
                        case Reaction.GiveUp(var sentence) -> throw new CommandFailure(sentence);
                        case Reaction.RenewToken(var why) -> onceWithAnotherToken(why);
                        case Reaction.ComeBack(var why, var after) -> {
                            var wait = after.orElseGet(backoff::next);
                            output.notice(
                                    "%s; again in %.1f s".formatted(why, wait.toMillis() / 1e3));
                            pause.forThisLong(wait);
                            yield once();
                        }
                    };
        }
    }

    private Reaction onceWithAnotherToken(String why) throws InterruptedException {
        renewals++;
        if (renewals > MOST_RENEWALS_IN_A_ROW) {
            return new Reaction.GiveUp("The gateway accepts no token of this user.");
        }
        output.notice(why + "; getting another");
        try {
            tokens.renew();
        } catch (Unreachable | LoginRefused e) {
            return withoutToken(e);
        }
        return once();
    }

    /** One connection, from the token to the end. */
    private Reaction once() throws InterruptedException {
        String token;
        try {
            token = tokens.token();
        } catch (Unreachable | LoginRefused e) {
            return withoutToken(e);
        }
        var connection = Connection.open(server, query.address(server.base(), cursor), token);
        try {
            return Reaction.to(read(connection));
        } finally {
            connection.abort();
        }
    }

    private static Reaction withoutToken(CommandFailure failure) {
        var sentence = String.valueOf(failure.getMessage());
        if (failure instanceof LoginRefused refused) {
            int status = refused.answer().status();
            return status == 429 || status >= 500
                    ? new Reaction.ComeBack(sentence, refused.answer().retryAfter())
                    : new Reaction.GiveUp(sentence);
        }
        return new Reaction.ComeBack(sentence, Optional.empty());
    }

    private Ending read(Connection connection) throws InterruptedException {
        var heardAt = clock.instant();
        while (true) {
            var heard = connection.next(patience());
            switch (heard) {
                case Heard.Ended(var ending) -> {
                    return ending;
                }
                case Heard.Message(var text) -> {
                    heardAt = clock.instant();
                    take(Update.of(text));
                    if (!readers) {
                        return new Ending.Lost("nobody reads this");
                    }
                }
                case Heard.SignOfLife life -> heardAt = clock.instant();
                case Heard.Silence silence -> {
                    if (!clock.instant().isBefore(heardAt.plus(pingInterval.multipliedBy(2)))) {
                        return new Ending.Lost("the gateway is silent");
                    }
                }
            }
            refreshInTime(connection);
        }
    }

    private void take(Update message) {
        switch (message.text("type")) {
            case "" -> {
                if (message.json().has("PaymentId")) {
                    readers = output.update(message);
                    remember(message.text("Cursor"));
                }
            }
            case "welcome" -> welcome(message);
            case "error" ->
                    output.notice("the gateway says: " + Printable.of(message.text("message")));
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
            output.notice("some updates are missing: the cursor is older than what is still kept");
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

    private Duration patience() {
        var silence = pingInterval;
        return tokens.renewAt()
                .map(at ->
                        Duration.between(
                                clock.instant(),
                                at.isAfter(notRenewedBefore) ? at : notRenewedBefore))
                .filter(left -> left.compareTo(silence) < 0)
                .map(left -> left.isNegative() ? Duration.ZERO : left.plusMillis(1))
                .orElse(silence);
    }

    /** Sends the next token before the present one ends. */
    private void refreshInTime(Connection connection) {
        var now = clock.instant();
        if (now.isBefore(notRenewedBefore)
                || tokens.renewAt().filter(at -> !now.isBefore(at)).isEmpty()) {
            return;
        }
        notRenewedBefore = now.plus(RENEW_AGAIN_AFTER);
        try {
            var refresh =
                    JsonMapper.shared()
                            .createObjectNode()
                            .put("type", "refresh")
                            .put("token", tokens.renew());
            connection.send(refresh.toString());
        } catch (Unreachable | LoginRefused e) {
            output.notice("the token could not be renewed yet: " + e.getMessage());
        }
    }
}
