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
 * The way out over a channel. While the channel owes its socket nothing, frames go straight to the
 * socket, and only what that does not take goes through the pipeline. Measured: docs/decisions/025.
 *
 * <p>Confined to the channel's event loop.
 */
final class ChannelFrameWriter implements FrameWriter {

    /** Who is further behind goes through the pipeline, which leaves others their turn. */
    private static final int MAX_DIRECT_BYTES = 64 * 1024;

    private final ChannelHandlerContext context;
    private final Counters counters;

    /** Null where frames must go through the pipeline. */
    private final @Nullable Socket socket;

    private int direct;
    private boolean unflushed;

    ChannelFrameWriter(ChannelHandlerContext context, Counters counters) {
        this.context = context;
        this.counters = counters;
        this.socket = plainSocket(context.channel());
    }

    private static @Nullable Socket plainSocket(Channel channel) {
        boolean plain = channel.pipeline().get(SslHandler.class) == null;
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
        boolean straight = direct <= MAX_DIRECT_BYTES && !owes();
        int sent = socket != null && straight ? sendNow(socket, frames) : 0;
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

    private boolean owes() {
        var buffer = context.channel().unsafe().outboundBuffer();
        // a closed channel has none, and a write to it fails as it should
        return buffer == null || buffer.totalPendingWriteBytes() > 0;
    }

    /** How many bytes the socket takes at once. */
    private static int sendNow(Socket socket, ByteBuf frames) {
        if (!frames.hasMemoryAddress()) {
            return 0;
        }
        try {
            return socket.sendAddress(
                    frames.memoryAddress(), frames.readerIndex(), frames.writerIndex());
        } catch (IOException e) {
            return 0; // the channel's own write finds the same, and closes it
        }
    }
}
