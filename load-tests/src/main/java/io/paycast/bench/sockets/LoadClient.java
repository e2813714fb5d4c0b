package io.paycast.bench.sockets;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.channel.Channel;
import io.paycast.bench.delivery.Receipts;
import io.paycast.bench.wire.FrameReader;
import org.jspecify.annotations.Nullable;

/**
 * One client, whatever socket it has at the time. What it has seen, and its cursor, outlive a
 * socket. Confined to its event loop.
 */
final class LoadClient {

    private static final int CURSOR_END = 2;
    private static final int MAX_CURSOR = 1_000;

    private final int index;
    private final ClientLoop loop;
    private final boolean stalled;
    private final Receipts receipts = new Receipts();
    private @Nullable Channel channel;
    private byte @Nullable [] cursor;
    private int closeCode;

    LoadClient(int index, ClientLoop loop, boolean stalled) {
        this.index = index;
        this.loop = loop;
        this.stalled = stalled;
    }

    int index() {
        return index;
    }

    ClientLoop loop() {
        return loop;
    }

    boolean isStalled() {
        return stalled;
    }

    Receipts receipts() {
        return receipts;
    }

    /** The cursor of the last message; null where there is none. */
    byte @Nullable [] cursor() {
        return cursor;
    }

    boolean isOpen() {
        return channel != null;
    }

    @Nullable Channel channel() {
        return channel;
    }

    void opened(Channel opened) {
        channel = opened;
        closeCode = 0;
        loop.opened(this);
    }

    /**
     * @param why in a few words, where there was no close frame
     */
    void closed(String why) {
        if (channel != null) {
            channel = null;
            loop.closed(this, closeCode == 0 ? why : "closed with " + closeCode);
        }
    }

    void frame(int opcode, ByteBuf buffer, int start, int length) {
        switch (opcode) {
            case FrameReader.TEXT -> {
                if (loop.text(this, buffer, start, length) && loop.keepsCursors()) {
                    keepCursor(buffer, start, length);
                }
            }
            case FrameReader.CLOSE -> closeCode = length >= 2 ? buffer.getUnsignedShort(start) : 0;
            default -> {}
        }
    }

    /** It is the last member of a message, and holds no quote. */
    private void keepCursor(ByteBuf buffer, int start, int length) {
        int end = start + length - CURSOR_END;
        int begin = end;
        while (end - begin < MAX_CURSOR && begin > start && buffer.getByte(begin - 1) != '"') {
            begin--;
        }
        var kept = cursor;
        if (kept != null && kept.length == end - begin) {
            buffer.getBytes(begin, kept);
        } else {
            cursor = ByteBufUtil.getBytes(buffer, begin, end - begin);
        }
    }
}
