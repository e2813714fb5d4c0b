package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelDuplexHandler;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Future;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.protocol.ServerSentEvents;
import java.util.ArrayDeque;
import java.util.Queue;

/**
 * Turns the WebSocket frames of a session into Server-Sent Events, so that a stream of events is
 * served by the same session, journal and delivery as a socket.
 *
 * <ul>
 *   <li>A message becomes an event, and a close becomes the last event of the response.
 *   <li>A ping becomes a comment. The client cannot answer it, so the codec answers once the
 *       channel has taken the comment. A client that is gone is found by TCP's own timeout.
 *   <li>Frames are converted only while the channel is writable. The rest waits as it is, in the
 *       memory that all sessions share, so that a client that does not read costs little.
 * </ul>
 *
 * <p>Confined to the channel's event loop.
 */
public final class EventStreamCodec extends ChannelDuplexHandler {

    /** A client has nothing to say after its request; some send line breaks. */
    private static final int MAX_IGNORED_BYTES = 1_024;

    private final Queue<ByteBuf> waiting = new ArrayDeque<>();
    private int ignoredBytes;

    @Override
    public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
        if (!(message instanceof ByteBuf frames) || !frames.isReadable()) {
            context.write(message, promise);
            return;
        }
        waiting.add(frames);
        convert(context);
        promise.trySuccess(); // of what waits, nobody asks when it is written
    }

    /** The bytes that wait until the channel is writable. */
    long waitingBytes() {
        long bytes = 0;
        for (var frames : waiting) {
            bytes += frames.readableBytes();
        }
        return bytes;
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (!waiting.isEmpty() && context.channel().isWritable()) {
            convert(context);
            context.flush();
        }
        context.fireChannelWritabilityChanged();
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        if (message instanceof ByteBuf bytes) {
            ignoredBytes += bytes.readableBytes();
        }
        ReferenceCountUtil.release(message);
        if (ignoredBytes > MAX_IGNORED_BYTES) {
            context.close();
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        waiting.forEach(ByteBuf::release);
        waiting.clear();
    }

    private void convert(ChannelHandlerContext context) {
        for (var frames = waiting.peek(); frames != null; frames = waiting.peek()) {
            while (frames.isReadable()) {
                if (!context.channel().isWritable()) {
                    return;
                }
                convertNext(context, frames);
            }
            waiting.remove().release();
        }
    }

    private static void convertNext(ChannelHandlerContext context, ByteBuf frames) {
        var frame = Frames.readNext(frames);
        var event = context.alloc().directBuffer(2 * frame.payload().length + 128);
        switch (frame.kind()) {
            case TEXT -> {
                ServerSentEvents.writeMessage(event, frame.payload());
                context.write(event, context.voidPromise());
            }
            case PING -> {
                ServerSentEvents.writeComment(event);
                context.write(event).addListener(written -> answerPing(context, written));
            }
            case CLOSE -> {
                ServerSentEvents.writeClose(event, frame.closeCode(), frame.closeReason());
                context.write(event).addListener(ChannelFutureListener.CLOSE);
            }
            case PONG -> event.release(); // the answer to a ping, which only a socket can send
        }
    }

    private static void answerPing(ChannelHandlerContext context, Future<?> written) {
        if (written.isSuccess()) {
            context.fireChannelRead(new PongWebSocketFrame());
        }
    }
}
