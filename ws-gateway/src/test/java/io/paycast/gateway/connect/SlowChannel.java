package io.paycast.gateway.connect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;

/** A channel that takes a limited number of bytes until the other end reads them. */
final class SlowChannel extends EmbeddedChannel {

    private static final int SOCKET_BYTES = 700;
    private static final int FLUSH_BYTES = 300;

    private final ByteBuf wire = Unpooled.buffer();

    SlowChannel() {
        config().setWriteBufferWaterMark(new WriteBufferWaterMark(200, 500));
    }

    /** Takes some of the bytes, as a socket does, and the rest on later flushes. */
    @Override
    protected void doWrite(ChannelOutboundBuffer in) {
        int left = FLUSH_BYTES;
        while (left > 0 && in.current() instanceof ByteBuf frames) {
            int taken =
                    Math.min(
                            Math.min(left, SOCKET_BYTES - wire.readableBytes()),
                            frames.readableBytes());
            if (taken == 0 && frames.isReadable()) {
                return;
            }
            wire.writeBytes(frames, frames.readerIndex(), taken);
            left -= taken;
            if (taken == frames.readableBytes()) {
                in.remove();
            } else {
                frames.skipBytes(taken);
                in.progress(taken);
            }
        }
    }

    /** The bytes that the other end can read. Reading them makes room. */
    ByteBuf wire() {
        return wire.discardReadBytes();
    }
}
