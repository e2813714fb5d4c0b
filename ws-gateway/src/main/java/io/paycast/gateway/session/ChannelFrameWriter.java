package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.unix.Socket;
import io.netty.channel.unix.UnixChannel;
import io.netty.handler.ssl.SslHandler;
import io.paycast.gateway.stats.Counters;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/**
 * Writes frames to a channel. While the channel has no bytes pending, frames go directly to the
 * socket, and only the bytes that the socket does not take go through the pipeline. Measured in
 * docs/decisions/025.
 *
 * <p>Confined to the channel's event loop.
 */
final class ChannelFrameWriter implements FrameWriter {

    /** A longer backlog goes through the pipeline, so that other sockets get their turn. */
    private static final int MAX_DIRECT_BYTES = 64 * 1024;

    private final ChannelHandlerContext context;
    private final Counters counters;

    /** Null if frames must go through the pipeline: with TLS, as events, or without epoll. */
    private final @Nullable Socket socket;

    private int direct;
    private boolean unflushed;

    ChannelFrameWriter(ChannelHandlerContext context, Counters counters) {
        this.context = context;
        this.counters = counters;
        this.socket = plainSocket(context.channel());
    }

    private static @Nullable Socket plainSocket(Channel channel) {
        var pipeline = channel.pipeline();
        boolean plain =
                pipeline.get(SslHandler.class) == null
                        && pipeline.get(EventStreamCodec.class) == null;
        return plain && channel instanceof UnixChannel unix && unix.fd() instanceof Socket socket
                ? socket
                : null;
    }

    @Override
    public boolean isWritable() {
        return context.channel().isWritable();
    }

    @Override
    public void write(ByteBuf frames) {
        int length = frames.readableBytes();
        counters.add(Counters.Count.WRITES);
        counters.add(Counters.Count.WRITTEN_BYTES, length);
        direct += length;
        boolean mayBypass = direct <= MAX_DIRECT_BYTES && !hasPendingBytes();
        int sent = socket != null && mayBypass ? sendNow(socket, frames) : 0;
        if (sent < length) {
            var rest = frames.retainedSlice(frames.readerIndex() + sent, length - sent);
            context.write(rest, context.voidPromise());
            unflushed = true;
        }
    }

    @Override
    public void flush() {
        direct = 0;
        if (unflushed) {
            unflushed = false;
            context.flush();
        }
    }

    private boolean hasPendingBytes() {
        var buffer = context.channel().unsafe().outboundBuffer();
        // a closed channel has no buffer; a write through the pipeline then fails as it should
        return buffer == null || buffer.totalPendingWriteBytes() > 0;
    }

    /** Sends directly, and returns how many bytes the socket took. */
    private static int sendNow(Socket socket, ByteBuf frames) {
        if (!frames.hasMemoryAddress()) {
            return 0;
        }
        try {
            return socket.sendAddress(
                    frames.memoryAddress(), frames.readerIndex(), frames.writerIndex());
        } catch (IOException e) {
            return 0; // the write through the pipeline fails the same way, and closes the channel
        }
    }
}
