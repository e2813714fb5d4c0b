package io.paycast.gateway.connect;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import java.util.List;

/**
 * Puts messages together of fragments, and bounds their number as well as their size: fragments
 * count as no message, so that empty ones without end would keep an event loop busy unpunished.
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
            throw new TooLongFrameException("a message of too many fragments");
        }
        super.decode(context, frame, out);
    }
}
