package io.paycast.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;

/**
 * Encodes WebSocket frames of a server, whole and unmasked (RFC 6455, section 5.2), and reads them
 * back.
 */
public final class Frames {

    /** The most bytes of a close reason; longer ones are cut. */
    public static final int MAX_CLOSE_REASON = 123;

    private static final int FIN = 0x80;
    private static final int TEXT = 0x1;
    private static final int CLOSE = 0x8;
    private static final int PING = 0x9;
    private static final int PONG = 0xA;
    private static final int MAX_CONTROL_PAYLOAD = 125;
    private static final int LENGTH_16_BITS = 126;
    private static final int LENGTH_64_BITS = 127;

    private static final ByteBuf EMPTY_PING =
            Unpooled.unreleasableBuffer(
                    Unpooled.directBuffer(2).writeByte(FIN | PING).writeByte(0).asReadOnly());

    private Frames() {}

    /** The length of a text frame in bytes. */
    public static int textLength(int payloadBytes) {
        if (payloadBytes <= MAX_CONTROL_PAYLOAD) {
            return payloadBytes + 2;
        }
        return payloadBytes + (payloadBytes <= 0xffff ? 4 : 10);
    }

    /** Writes a text frame. */
    public static void writeText(ByteBuf to, byte[] payload) {
        to.writeByte(FIN | TEXT);
        if (payload.length <= MAX_CONTROL_PAYLOAD) {
            to.writeByte(payload.length);
        } else if (payload.length <= 0xffff) {
            to.writeByte(LENGTH_16_BITS).writeShort(payload.length);
        } else {
            to.writeByte(LENGTH_64_BITS).writeLong(payload.length);
        }
        to.writeBytes(payload);
    }

    /** Creates a text frame in its own buffer. */
    public static ByteBuf text(byte[] payload) {
        var frame = Unpooled.directBuffer(textLength(payload.length));
        writeText(frame, payload);
        return frame;
    }

    /** The payload of a text frame that {@link #writeText} wrote. */
    public static byte[] textPayload(ByteBuf frame) {
        int start = frame.readerIndex();
        int header =
                switch (frame.getUnsignedByte(start + 1)) {
                    case LENGTH_16_BITS -> 4;
                    case LENGTH_64_BITS -> 10;
                    default -> 2;
                };
        return ByteBufUtil.getBytes(frame, start + header, frame.readableBytes() - header);
    }

    /** What a frame of this class is. */
    public enum Kind {
        TEXT,
        CLOSE,
        PING,
        PONG
    }

    /** A frame that was read back. */
    public static final class Frame {

        private final Kind kind;
        private final byte[] payload;

        private Frame(Kind kind, byte[] payload) {
            this.kind = kind;
            this.payload = payload;
        }

        /** What the frame is. */
        public Kind kind() {
            return kind;
        }

        /** The payload, which is not copied. */
        public byte[] payload() {
            return payload;
        }

        /** The code of a close frame. */
        public int closeCode() {
            return (payload[0] & 0xff) << 8 | payload[1] & 0xff;
        }

        /** The reason of a close frame. */
        public String closeReason() {
            return new String(payload, 2, payload.length - 2, UTF_8);
        }
    }

    /** Reads the next of several frames that this class encoded. */
    public static Frame readNext(ByteBuf frames) {
        var kind =
                switch (frames.readUnsignedByte() & 0xf) {
                    case TEXT -> Kind.TEXT;
                    case CLOSE -> Kind.CLOSE;
                    case PING -> Kind.PING;
                    default -> Kind.PONG;
                };
        int length = frames.readUnsignedByte();
        if (length == LENGTH_16_BITS) {
            length = frames.readUnsignedShort();
        } else if (length == LENGTH_64_BITS) {
            length = Math.toIntExact(frames.readLong());
        }
        var payload = new byte[length];
        frames.readBytes(payload);
        return new Frame(kind, payload);
    }

    /** A ping without a payload; all sockets share it. */
    public static ByteBuf ping() {
        return EMPTY_PING.duplicate();
    }

    /** Creates a pong with the payload of the ping. */
    public static ByteBuf pong(ByteBuf payload) {
        int length = payload.readableBytes();
        return Unpooled.directBuffer(2 + length)
                .writeByte(FIN | PONG)
                .writeByte(length)
                .writeBytes(payload, payload.readerIndex(), length);
    }

    /**
     * Creates a close frame. A reason that is too long is cut.
     *
     * @param code a code of RFC 6455, section 7.4, or 4000 to 4999
     */
    public static ByteBuf close(int code, String reason) {
        byte[] text = reason.getBytes(UTF_8);
        int length = Math.min(text.length, MAX_CLOSE_REASON);
        while (length < text.length && length > 0 && (text[length] & 0xc0) == 0x80) {
            length--;
        }
        return Unpooled.directBuffer(4 + length)
                .writeByte(FIN | CLOSE)
                .writeByte(2 + length)
                .writeShort(code)
                .writeBytes(text, 0, length);
    }
}
