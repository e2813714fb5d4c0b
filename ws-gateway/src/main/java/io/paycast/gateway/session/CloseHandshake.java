package io.paycast.gateway.session;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.protocol.Frames;
import org.jspecify.annotations.Nullable;

/**
 * How a session says goodbye: once, and then it waits for the client's answer, but not for ever
 * (RFC 6455, section 7). Confined to the channel's event loop.
 */
final class CloseHandshake {

    private final ChannelHandlerContext context;
    private @Nullable CloseCode code;
    private long waitingSinceMillis;

    CloseHandshake(ChannelHandlerContext context) {
        this.context = context;
    }

    /** What was said, or null while nothing was. */
    @Nullable CloseCode code() {
        return code;
    }

    /**
     * Says goodbye, unless that was said.
     *
     * @param number on the wire, which is the client's own where it went first
     */
    void start(CloseCode reasonCode, int number, String reason) {
        if (code == null) {
            code = reasonCode;
            context.writeAndFlush(Frames.close(number, reason), context.voidPromise());
        }
    }

    /** Shows a client whose answer cannot be read any more the end of the stream. */
    void endOutput() {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> shutdownOutput());
    }

    /** Closes the channel behind what was written to it: both have said goodbye. */
    void finish() {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes the channel if the client has not answered for so long; to be called regularly. */
    void closeIfUnanswered(long closeMillis, long nowMillis) {
        if (waitingSinceMillis == 0) {
            waitingSinceMillis = nowMillis;
        } else if (nowMillis - waitingSinceMillis >= closeMillis) {
            context.close();
        }
    }

    private void shutdownOutput() {
        if (context.channel() instanceof DuplexChannel channel) {
            channel.shutdownOutput();
        }
    }
}
