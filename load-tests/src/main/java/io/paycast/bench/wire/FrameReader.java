package io.paycast.bench.wire;

import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.CorruptedFrameException;
import org.jspecify.annotations.Nullable;

/**
 * Parses a server's WebSocket frames (RFC 6455, section 5.2) in place; only a frame that is split
 * between two reads is copied. Confined to its channel's event loop.
 */
public final class FrameReader {

    public static final int TEXT = 0x1;
    public static final int CLOSE = 0x8;
    public static final int PING = 0x9;

    private static final int FIN = 0x80;
    private static final int MASKED = 0x80;
    private static final int OPCODE = 0x0f;
    private static final int RESERVED = 0x70;
    private static final int LENGTH_16_BITS = 126;
    private static final int LENGTH_64_BITS = 127;
    private static final int MAX_PAYLOAD = 16 * 1024 * 1024;

    private @Nullable ByteBuf rest;

    /** Receives frames; the buffer is valid during the call only. */
    public interface Sink {
        void frame(int opcode, ByteBuf buffer, int start, int length);
    }

    /**
     * Reads all complete frames and keeps the rest for the next call. Does not release the chunk.
     */
    public void read(ByteBuf chunk, Sink sink) {
        var before = rest;
        if (before == null) {
            readWhole(chunk, sink);
            rest = chunk.isReadable() ? chunk.copy() : null;
            return;
        }
        before.writeBytes(chunk);
        readWhole(before, sink);
        if (before.isReadable()) {
            before.discardReadBytes();
        } else {
            close();
        }
    }

    /** Releases the rest. */
    public void close() {
        var before = rest;
        rest = null;
        if (before != null) {
            before.release();
        }
    }

    private static void readWhole(ByteBuf buffer, Sink sink) {
        while (buffer.readableBytes() >= 2) {
            int at = buffer.readerIndex();
            int first = buffer.getUnsignedByte(at);
            int second = buffer.getUnsignedByte(at + 1);
            if ((first & FIN) == 0 || (first & RESERVED) != 0 || (second & MASKED) != 0) {
                throw new CorruptedFrameException("a frame that is fragmented, extended or masked");
            }
            int header = second < LENGTH_16_BITS ? 2 : second == LENGTH_16_BITS ? 4 : 10;
            if (buffer.readableBytes() < header) {
                return;
            }
            long length =
                    switch (second) {
                        case LENGTH_16_BITS -> buffer.getUnsignedShort(at + 2);
                        case LENGTH_64_BITS -> buffer.getLong(at + 2);
                        default -> second;
                    };
            if (length < 0 || length > MAX_PAYLOAD) {
                throw new CorruptedFrameException("a frame of %d bytes".formatted(length));
            }
            if (buffer.readableBytes() < header + length) {
                return;
            }
            buffer.skipBytes(header + (int) length);
            sink.frame(first & OPCODE, buffer, at + header, (int) length);
        }
    }
}
