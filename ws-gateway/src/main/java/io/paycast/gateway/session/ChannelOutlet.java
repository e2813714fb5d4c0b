package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.paycast.gateway.stats.Counters;

/** The way out over a channel. Confined to its event loop. */
record ChannelOutlet(ChannelHandlerContext context, Counters counters) implements Outlet {

    @Override
    public boolean isWritable() {
        return context.channel().isWritable();
    }

    @Override
    public void write(ByteBuf frames) {
        counters.add(Counters.Count.WRITES);
        counters.add(Counters.Count.WRITTEN_BYTES, frames.readableBytes());
        context.write(frames, context.voidPromise());
    }

    @Override
    public void flush() {
        context.flush();
    }
}
