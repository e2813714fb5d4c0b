package io.paycast.gateway.session;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.socket.DuplexChannel;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.protocol.Frames;
import org.jspecify.annotations.Nullable;

/**
 * Closes a socket (RFC 6455, section 7): sends one close frame, then waits a limited time for the
 * client's. Confined to the channel's event loop.
 */
final class CloseHandshake {

    private final ChannelHandlerContext context;
    private @Nullable CloseCode code;
    private long waitingSinceMillis;

    CloseHandshake(ChannelHandlerContext context) {
        this.context = context;
    }

    /** Why the gateway or the client closed the session; null while it is open. */
    @Nullable CloseCode code() {
        return code;
    }

    /**
     * Sends the close frame, unless one was sent.
     *
     * @param number the code on the wire; the client's own code if the client closed first
     */
    void start(CloseCode reasonCode, int number, String reason) {
        if (code == null) {
            code = reasonCode;
            context.writeAndFlush(Frames.close(number, reason), context.voidPromise());
        }
    }

    /** Ends the output, because nothing more can be read from a client that broke the protocol. */
    void endOutput() {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(sent -> shutdownOutput());
    }

    /** Closes the channel after what was written to it: both sides have sent a close frame. */
    void finish() {
        context.writeAndFlush(Unpooled.EMPTY_BUFFER).addListener(ChannelFutureListener.CLOSE);
    }

    /** Closes the channel if the client has not answered for this long. Called regularly. */
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
