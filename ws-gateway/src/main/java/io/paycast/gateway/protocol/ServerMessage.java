package io.paycast.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

/** What the gateway sends besides payment updates, as UTF-8 JSON. */
public final class ServerMessage {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final byte[] PONG = "{\"type\":\"pong\"}".getBytes(UTF_8);

    private ServerMessage() {}

    private record ErrorBody(String type, String code, String message) {}

    private record Resumed(boolean complete, int replayed) {}

    private record WelcomeBody(
            String type, String cursor, @Nullable Resumed resumed, long pingSeconds) {}

    private record Done(String type) {}

    /** {@code {"type":"pong"}}. */
    public static byte[] pong() {
        return PONG.clone();
    }

    /** A message that was not understood or not allowed; the socket stays open. */
    public static byte[] error(ErrorCode code, String message) {
        return JSON.writeValueAsBytes(new ErrorBody("error", code.wireName(), message));
    }

    /** {@code {"type":"subscribed"}} and the like: what was asked for is done. */
    public static byte[] done(String type) {
        return JSON.writeValueAsBytes(new Done(type));
    }

    /**
     * The first message to a client of {@code paycast.v1}.
     *
     * @param sealedCursor where the client stands
     * @param complete whether everything after the cursor that it came with was or will be sent
     * @param replayed how many updates it is sent to catch up
     * @param pingSeconds how often the gateway pings
     */
    public static byte[] welcome(
            String sealedCursor, boolean complete, int replayed, long pingSeconds) {
        return JSON.writeValueAsBytes(
                new WelcomeBody(
                        "welcome", sealedCursor, new Resumed(complete, replayed), pingSeconds));
    }
}
