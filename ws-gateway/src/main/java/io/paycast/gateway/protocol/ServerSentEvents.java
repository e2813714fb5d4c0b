package io.paycast.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.util.Arrays;
import java.util.regex.Pattern;

/**
 * Encodes the gateway's messages as Server-Sent Events (HTML Living Standard, section 9.2.5). The
 * id of an event is the client's cursor after it, which a browser sends as {@code Last-Event-ID}
 * when it reconnects.
 */
public final class ServerSentEvents {

    /** The media type of a stream of events. */
    public static final String MEDIA_TYPE = "text/event-stream";

    private static final byte[] TYPE_MEMBER = "{\"type\":".getBytes(UTF_8);
    private static final byte[] ID = "id: ".getBytes(UTF_8);
    private static final byte[] EVENT = "event: ".getBytes(UTF_8);
    private static final byte[] DATA = "data: ".getBytes(UTF_8);
    private static final byte[] COMMENT = ":\n\n".getBytes(UTF_8);

    /** The type of a message, and its cursor if it has one; both are its first members. */
    private static final Pattern TYPED =
            Pattern.compile("\\{\"type\":\"([^\"]+)\"(?:,\"cursor\":\"([^\"]+)\")?.*");

    /** The delay that a close reason asks for. */
    private static final Pattern DELAY = Pattern.compile(".*\\bin (\\d+) (ms|s)\\.");

    private ServerSentEvents() {}

    /**
     * Writes a message as an event. An update has no event type, so that {@code onmessage} receives
     * it; another message has its own type.
     *
     * @param json a message of the gateway, which has no line breaks
     */
    public static void writeMessage(ByteBuf to, byte[] json) {
        if (startsWith(json, TYPE_MEMBER)) {
            writeType(to, new String(json, UTF_8));
        } else {
            int end = json.length - 2; // the cursor is the last member
            int start = end;
            while (json[start - 1] != '"') {
                start--;
            }
            to.writeBytes(ID).writeBytes(json, start, end - start).writeByte('\n');
        }
        to.writeBytes(DATA).writeBytes(json).writeByte('\n').writeByte('\n');
    }

    private static void writeType(ByteBuf to, String json) {
        var typed = TYPED.matcher(json);
        if (!typed.matches()) {
            throw new IllegalArgumentException("a message without a type");
        }
        if (typed.group(2) != null) {
            writeLine(to, ID, typed.group(2));
        }
        writeLine(to, EVENT, typed.group(1));
    }

    /** Writes a comment, which keeps the connection alive and which clients ignore. */
    public static void writeComment(ByteBuf to) {
        to.writeBytes(COMMENT);
    }

    /**
     * Writes the last event of a stream: the code and the reason with which a socket would be
     * closed. {@code retry} tells a browser the delay that the reason asks for.
     */
    public static void writeClose(ByteBuf to, int code, String reason) {
        var delay = DELAY.matcher(reason);
        if (delay.matches()) {
            var millis = delay.group(2).equals("s") ? delay.group(1) + "000" : delay.group(1);
            writeLine(to, "retry: ".getBytes(UTF_8), millis);
        }
        writeLine(to, EVENT, "close");
        to.writeBytes(DATA).writeBytes(ServerMessage.closed(code, reason));
        to.writeByte('\n').writeByte('\n');
    }

    private static void writeLine(ByteBuf to, byte[] field, String value) {
        to.writeBytes(field);
        ByteBufUtil.writeUtf8(to, value);
        to.writeByte('\n');
    }

    private static boolean startsWith(byte[] text, byte[] prefix) {
        return text.length >= prefix.length
                && Arrays.equals(text, 0, prefix.length, prefix, 0, prefix.length);
    }
}
