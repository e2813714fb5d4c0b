package io.paycast.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** The messages of the gateway other than updates, as UTF-8 JSON. */
public final class ServerMessage {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final byte[] PONG = "{\"type\":\"pong\"}".getBytes(UTF_8);

    private ServerMessage() {}

    private record ErrorBody(String type, String code, String message) {}

    private record Resumed(boolean complete, int replayed) {}

    private record WelcomeBody(
            String type, String cursor, @Nullable Resumed resumed, long pingSeconds) {}

    private record Done(String type) {}

    private record Closed(int code, String reason) {}

    /** {@code {"type":"pong"}}. */
    public static byte[] pong() {
        return PONG.clone();
    }

    /** Reports an invalid or refused message; the socket stays open. */
    public static byte[] error(ErrorCode code, String message) {
        return JSON.writeValueAsBytes(new ErrorBody("error", code.wireName(), message));
    }

    /** Confirms a request, for example {@code {"type":"subscribed"}}. */
    public static byte[] done(String type) {
        return JSON.writeValueAsBytes(new Done(type));
    }

    /** The last message of a stream of events, for example {@code {"code":1001,"reason":"…"}}. */
    public static byte[] closed(int code, String reason) {
        return JSON.writeValueAsBytes(new Closed(code, reason));
    }

    /**
     * The first message to a client that uses {@code paycast.v1}.
     *
     * @param sealedCursor the client's position
     * @param complete whether every update after the client's cursor was or will be sent
     * @param replayed the number of updates that the client missed
     * @param pingSeconds the interval of pings
     */
    public static byte[] welcome(
            String sealedCursor, boolean complete, int replayed, long pingSeconds) {
        return JSON.writeValueAsBytes(
                new WelcomeBody(
                        "welcome", sealedCursor, new Resumed(complete, replayed), pingSeconds));
    }
}
