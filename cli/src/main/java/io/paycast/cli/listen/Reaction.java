package io.paycast.cli.listen;

import io.paycast.cli.server.Printable;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** What a client does about an ending: the client's copy of the gateway's table of close codes. */
sealed interface Reaction {

    /** It would not go better another time. */
    record GiveUp(String sentence) implements Reaction {}

    /** Come back; after this long where the gateway named a time. */
    record ComeBack(String why, Optional<Duration> after) implements Reaction {}

    /** Come back at once with another token. */
    record RenewToken(String why) implements Reaction {}

    Duration BAN = Duration.ofSeconds(60);
    Duration LONGEST_DELAY = Duration.ofMinutes(5);
    Pattern MILLIS = Pattern.compile("\\b\\d{1,9}\\b");

    static Reaction to(Ending ending) {
        return switch (ending) {
            case Ending.Closed closed -> to(closed);
            case Ending.Refused refused -> to(refused);
            case Ending.Lost(var why) -> new ComeBack(why, Optional.empty());
        };
    }

    private static Reaction to(Ending.Closed closed) {
        return switch (closed.code()) {
            case 1001 -> new ComeBack("the gateway goes away", delayIn(closed.reason()));
            case 1003, 1007, 1009 ->
                    new GiveUp("The gateway did not take what this client sent" + said(closed));
            case 4401 -> new RenewToken("the token has ended");
            case 4403 -> new GiveUp("The token does not permit this" + said(closed));
            case 4408 -> new ComeBack("this client read too slowly", Optional.of(Duration.ZERO));
            case 4429 -> new ComeBack("too many messages were sent", Optional.of(BAN));
            default ->
                    new ComeBack(
                            "the gateway ended the connection" + said(closed), Optional.empty());
        };
    }

    private static Reaction to(Ending.Refused refused) {
        int status = refused.status();
        return switch (status) {
            case 401 -> new RenewToken("the token was not accepted");
            case 429 ->
                    new ComeBack(
                            "too many connections or messages",
                            Optional.of(refused.retryAfter().orElse(BAN)));
            case 400 ->
                    new GiveUp(
                            "The gateway did not understand the request (HTTP 400); is the cursor of"
                                    + " --since one that it gave out?");
            case 403 -> new GiveUp("The gateway does not permit this connection (HTTP 403).");
            case 404 -> new GiveUp("There is no gateway at this address (HTTP 404).");
            default ->
                    status >= 500
                            ? new ComeBack(
                                    "the gateway is not ready (HTTP %d)".formatted(status),
                                    refused.retryAfter())
                            : new GiveUp("The gateway answered HTTP %d.".formatted(status));
        };
    }

    private static Optional<Duration> delayIn(String reason) {
        return MILLIS.matcher(reason)
                .results()
                .findFirst()
                .map(number -> Duration.ofMillis(Long.parseLong(number.group())))
                .map(delay -> delay.compareTo(LONGEST_DELAY) > 0 ? LONGEST_DELAY : delay);
    }

    private static String said(Ending.Closed closed) {
        var reason = closed.reason().isEmpty() ? "" : ", " + Printable.of(closed.reason());
        return " (%d%s).".formatted(closed.code(), reason);
    }
}
