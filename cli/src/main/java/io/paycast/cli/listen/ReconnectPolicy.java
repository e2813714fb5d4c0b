package io.paycast.cli.listen;

import io.paycast.cli.server.Printable;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Pattern;

/** What the client does after a disconnect, by close code or HTTP status. */
sealed interface ReconnectPolicy {

    /** Do not reconnect: the same would happen again. */
    record GiveUp(String sentence) implements ReconnectPolicy {}

    /** Reconnect, after this delay if the gateway named one. */
    record Reconnect(String why, Optional<Duration> after) implements ReconnectPolicy {}

    /** Reconnect immediately with a new token. */
    record RenewToken(String why) implements ReconnectPolicy {}

    Duration BAN = Duration.ofSeconds(60);
    Duration MAX_DELAY = Duration.ofMinutes(5);
    Pattern NUMBER = Pattern.compile("\\b\\d{1,9}\\b");

    static ReconnectPolicy after(DisconnectReason reason) {
        return switch (reason) {
            case DisconnectReason.Closed closed -> after(closed);
            case DisconnectReason.Refused refused -> after(refused);
            case DisconnectReason.Lost(var why) -> new Reconnect(why, Optional.empty());
        };
    }

    private static ReconnectPolicy after(DisconnectReason.Closed closed) {
        return switch (closed.code()) {
            case 1001 ->
                    new Reconnect(
                            "the gateway is shutting down",
                            delayIn(closed.reason(), ChronoUnit.MILLIS));
            case 1002, 1003, 1007, 1009 ->
                    new GiveUp("The gateway rejected a message of this client" + details(closed));
            case 4401 -> new RenewToken("the token has expired or was revoked");
            case 4403 -> new GiveUp("The token does not permit this connection" + details(closed));
            case 4408 -> new Reconnect("this client was too slow", Optional.of(Duration.ZERO));
            case 4429 ->
                    new Reconnect(
                            "this client sent too many messages",
                            delayIn(closed.reason(), ChronoUnit.SECONDS)
                                    .or(() -> Optional.of(BAN)));
            default ->
                    new Reconnect(
                            "the gateway closed the connection" + details(closed),
                            Optional.empty());
        };
    }

    private static ReconnectPolicy after(DisconnectReason.Refused refused) {
        int status = refused.status();
        return switch (status) {
            case 401 -> new RenewToken("the gateway rejected the token");
            case 429 ->
                    new Reconnect(
                            "too many connections or messages",
                            Optional.of(refused.retryAfter().orElse(BAN)));
            case 400 ->
                    new GiveUp(
                            "The gateway rejected the request (HTTP 400). Check --since, --order and"
                                    + " --payment.");
            case 403 ->
                    new GiveUp(
                            "The gateway does not permit this connection (HTTP 403). The token needs the scope payments:read.");
            case 404 -> new GiveUp("There is no gateway at this address (HTTP 404). Check --url.");
            default ->
                    status >= 500
                            ? new Reconnect(
                                    "the gateway is not ready (HTTP %d)".formatted(status),
                                    refused.retryAfter())
                            : new GiveUp("The gateway responded with HTTP %d.".formatted(status));
        };
    }

    private static Optional<Duration> delayIn(String reason, ChronoUnit unit) {
        return NUMBER.matcher(reason)
                .results()
                .findFirst()
                .map(number -> Duration.of(Long.parseLong(number.group()), unit))
                .map(delay -> delay.compareTo(MAX_DELAY) > 0 ? MAX_DELAY : delay);
    }

    private static String details(DisconnectReason.Closed closed) {
        var reason = closed.reason().isEmpty() ? "" : ", " + Printable.of(closed.reason());
        return " (%d%s).".formatted(closed.code(), reason);
    }
}
