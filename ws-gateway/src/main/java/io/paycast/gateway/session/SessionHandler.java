package io.paycast.gateway.session;

import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.paycast.gateway.protocol.ClientMessage;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.protocol.ServerMessage;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads what a client sends and does as it says. Confined to the channel's event loop. */
public final class SessionHandler extends ChannelInboundHandlerAdapter {

    private final Function<ChannelHandlerContext, Session> sessions;
    private final InstantSource clock;
    private @Nullable Session session;

    /**
     * @param sessions makes the session once the handler is in its place
     */
    public SessionHandler(Function<ChannelHandlerContext, Session> sessions, InstantSource clock) {
        this.sessions = sessions;
        this.clock = clock;
    }

    @Override
    public void handlerAdded(ChannelHandlerContext context) {
        var opened = sessions.apply(context);
        session = opened;
        if (context.channel().isWritable()) {
            opened.channelWritable(
                    clock.millis()); // it may have become so again before there was anyone to tell
        }
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
        var open = session;
        try {
            if (open != null && message instanceof WebSocketFrame frame) {
                read(open, frame);
            }
        } finally {
            ReferenceCountUtil.release(message);
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) {
        if (session != null && context.channel().isWritable()) {
            session.channelWritable(clock.millis());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        if (session != null) {
            session.channelClosed();
            session = null;
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
        var open = session;
        switch (cause) {
            case CorruptedWebSocketFrameException corrupted when open != null -> {
                var code =
                        switch (corrupted.closeStatus().code()) {
                            case 1007 -> CloseCode.INVALID_PAYLOAD;
                            case 1009 -> CloseCode.TOO_BIG;
                            default -> CloseCode.PROTOCOL_ERROR;
                        };
                open.failConnection(code);
            }
            case TooLongFrameException tooLong when open != null ->
                    open.close(CloseCode.TOO_BIG, "");
            default -> context.close();
        }
    }

    private void read(Session open, WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            boolean withoutCode = close.statusCode() < 0;
            open.receiveClose(withoutCode ? CloseCode.NORMAL.code() : close.statusCode());
            return;
        }
        if (open.closedWith() != null) {
            return;
        }
        if (!open.countMessage(clock.millis())) {
            open.tooManyMessages();
            return;
        }
        switch (frame) {
            case TextWebSocketFrame text -> readText(open, text);
            case BinaryWebSocketFrame binary ->
                    open.close(CloseCode.UNSUPPORTED_DATA, "Messages are text.");
            case PingWebSocketFrame ping -> open.send(Frames.pong(ping.content()));
            default -> {}
        }
    }

    private void readText(Session open, TextWebSocketFrame frame) {
        String text;
        try {
            ByteBuffer bytes = frame.content().nioBuffer();
            text = StandardCharsets.UTF_8.newDecoder().decode(bytes).toString();
        } catch (CharacterCodingException e) {
            open.close(CloseCode.INVALID_PAYLOAD, "Text is UTF-8.");
            return;
        }
        switch (ClientMessage.parse(text)) {
            case ClientMessage.Ping ping -> reply(open, ServerMessage.pong());
            case ClientMessage.Subscribe(var orders, var payments) -> {
                open.changeInterest(open.interest().narrowedTo(orders, payments));
                reply(open, ServerMessage.done("subscribed"));
            }
            case ClientMessage.Refresh refresh -> open.refresh(refresh);
            case ClientMessage.Invalid(var code, var message) ->
                    reply(open, ServerMessage.error(code, message));
        }
    }

    private static void reply(Session open, byte[] json) {
        open.send(Frames.text(json));
    }
}
