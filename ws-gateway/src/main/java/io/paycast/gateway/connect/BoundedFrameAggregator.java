package io.paycast.gateway.connect;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrameAggregator;
import io.paycast.gateway.limits.Allowance;
import io.paycast.gateway.limits.UnfinishedMessageException;
import java.util.List;

/**
 * Assembles messages from fragments, and limits the number of fragments as well as the size. The
 * fragments of an unfinished message are held within the socket's allowance. Confined to the
 * channel's event loop.
 */
final class BoundedFrameAggregator extends WebSocketFrameAggregator {

    /** A message may come in pieces of 64 bytes, and any message in a few. */
    private static final int BYTES_OF_A_PIECE = 64;

    private static final int MIN_FRAGMENTS = 16;
    private static final int MAX_FRAGMENTS = 1_024;

    /** What a fragment takes besides its bytes. */
    private static final int BYTES_PER_FRAGMENT = 256;

    private final Allowance allowance;
    private final int maxFragments;
    private int fragments;
    private int unfinishedBytes;

    BoundedFrameAggregator(int maxMessageBytes, Allowance allowance) {
        super(maxMessageBytes);
        this.allowance = allowance;
        this.maxFragments =
                Math.clamp(maxMessageBytes / BYTES_OF_A_PIECE, MIN_FRAGMENTS, MAX_FRAGMENTS);
    }

    @Override
    protected void decode(ChannelHandlerContext context, WebSocketFrame frame, List<Object> out)
            throws Exception {
        fragments = frame instanceof ContinuationWebSocketFrame ? fragments + 1 : 1;
        if (fragments > maxFragments) {
            throw new TooLongFrameException(
                    "a message has more than " + maxFragments + " fragments");
        }
        hold(frame);
        super.decode(context, frame, out);
    }

    /** Holds a fragment that is not the last of its message. */
    private void hold(WebSocketFrame frame) {
        if (!frame.isFinalFragment()) {
            unfinishedBytes += BYTES_PER_FRAGMENT + frame.content().readableBytes();
            allowance.countFragment();
        } else if (unfinishedBytes > 0) {
            unfinishedBytes = 0;
        }
        if (!allowance.holdFragments(unfinishedBytes)) {
            throw new UnfinishedMessageException();
        }
    }
}
