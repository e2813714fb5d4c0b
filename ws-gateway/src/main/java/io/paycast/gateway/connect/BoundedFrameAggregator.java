package io.paycast.gateway.connect;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.util.List;

/**
 * Assembles messages from fragments, and limits the number of fragments as well as the size. A
 * fragment does not count as a message, so that a client could otherwise send empty fragments
 * without reaching its message limit. Confined to the channel's event loop.
 */
final class BoundedFrameAggregator extends WebSocketFrameAggregator {

    /** Enough for the largest message in pieces of 64 bytes. */
    private static final int MAX_FRAGMENTS = 1_024;

    private int fragments;

    BoundedFrameAggregator(int maxMessageBytes) {
        super(maxMessageBytes);
    }

    @Override
    protected void decode(ChannelHandlerContext context, WebSocketFrame frame, List<Object> out)
            throws Exception {
        fragments = frame instanceof ContinuationWebSocketFrame ? fragments + 1 : 1;
        if (fragments > MAX_FRAGMENTS) {
            throw new TooLongFrameException(
                    "a message has more than " + MAX_FRAGMENTS + " fragments");
        }
        super.decode(context, frame, out);
    }
}
