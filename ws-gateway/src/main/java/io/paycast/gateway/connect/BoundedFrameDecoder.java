package io.paycast.gateway.connect;

import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.util.ReferenceCountUtil;
import io.paycast.gateway.limits.Allowance;
import io.paycast.gateway.limits.UnfinishedMessageException;

/**
 * Decodes frames, and holds the buffer of a frame that has arrived in part within the socket's
 * allowance. Confined to the channel's event loop.
 */
final class BoundedFrameDecoder extends WebSocket13FrameDecoder {

    private final Allowance allowance;
    private boolean refused;

    /**
     * @param maxFrameBytes the size limit of a frame's payload
     */
    BoundedFrameDecoder(int maxFrameBytes, Allowance allowance) {
        super(
                WebSocketDecoderConfig.newBuilder()
                        .expectMaskedFrames(true)
                        .allowExtensions(false)
                        .allowMaskMismatch(false)
                        .maxFramePayloadLength(maxFrameBytes)
                        .closeOnProtocolViolation(false) // the session closes, with its own frames
                        .withUTF8Validator(false) // the session checks whole messages
                        .build());
        this.allowance = allowance;
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) throws Exception {
        if (refused) {
            ReferenceCountUtil.release(message);
            return;
        }
        super.channelRead(context, message);
        var unfinished = internalBuffer();
        // the whole buffer is held for as long as a byte of it is
        if (!allowance.holdFrame(unfinished.isReadable() ? unfinished.capacity() : 0)) {
            refused = true;
            context.fireExceptionCaught(new UnfinishedMessageException());
        }
    }
}
