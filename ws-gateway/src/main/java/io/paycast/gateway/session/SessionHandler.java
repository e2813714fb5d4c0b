package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.TooLongFrameException;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;
import io.netty.util.ReferenceCountUtil;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.access.Verdict;
import io.paycast.gateway.limits.Bans;
import io.paycast.gateway.limits.UnfinishedMessageException;
import io.paycast.gateway.protocol.ClientMessage;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.protocol.ErrorCode;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.protocol.ServerMessage;
import io.paycast.gateway.stats.Counters;
import io.paycast.liveness.FatalError;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Carries out what a client sends: subscribes, refreshes its token, answers, and bans it if it
 * sends too much. Confined to the channel's event loop.
 */
public final class SessionHandler extends ChannelInboundHandlerAdapter {

    private static final int MAX_CLOSE_CODE = 4_999;

    private static final String NO_MEMORY_FOR_NAMES =
            "The names of orders and payments take more memory than the gateway has left for this"
                    + " subject.";

    private final TokenVerifier verifier;
    private final Bans bans;
    private final SessionEnvironment environment;
    private @Nullable Session session;
    private boolean refreshing;

    /** A handler whose session has yet to start. */
    public SessionHandler(TokenVerifier verifier, Bans bans, SessionEnvironment environment) {
        this.verifier = verifier;
        this.bans = bans;
        this.environment = environment;
    }

    /**
     * Starts a session that has joined its shard. Called once, with this in the pipeline. Its token
     * may have ended since it was verified, while many sockets waited to be opened.
     */
    public void start(Session opened, SessionStart start) {
        session = opened;
        closeIfRevoked(opened);
        opened.closeIfExpired(environment.clocks());
        opened.start(start);
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
            session.channelWritable(nowMillis());
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext context) {
        var closed = session;
        if (closed != null) {
            session = null;
            closed.channelClosed();
            recordEnd(closed);
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
            case UnfinishedMessageException unfinished when open != null -> {
                if (open.closedWith() == null) {
                    environment.counters().add(Counters.Count.BUFFERS_REFUSED);
                    open.close(CloseCode.TOO_BIG, String.valueOf(unfinished.getMessage()));
                }
            }
            case TooLongFrameException tooLong when open != null ->
                    open.close(CloseCode.TOO_BIG, "");
            default -> context.close();
        }
    }

    private void read(Session open, WebSocketFrame frame) {
        if (frame instanceof CloseWebSocketFrame close) {
            readClose(open, close);
            return;
        }
        if (open.closedWith() != null) {
            return;
        }
        environment.counters().add(Counters.Count.CLIENT_MESSAGES);
        int bytes = frame.content().readableBytes();
        boolean within =
                frame instanceof PongWebSocketFrame
                        ? open.countPong(bytes, nowMillis())
                        : open.countMessage(bytes, nowMillis());
        if (!within) {
            ban(open);
            return;
        }
        switch (frame) {
            case TextWebSocketFrame text -> readText(open, text);
            case BinaryWebSocketFrame binary ->
                    open.close(CloseCode.UNSUPPORTED_DATA, "Messages must be text.");
            case PingWebSocketFrame ping -> open.send(Frames.pong(ping.content()));
            default -> {}
        }
    }

    /**
     * The decoder refuses the other codes that may not be sent (RFC 6455, section 7.4.2), but not a
     * reason that breaks off inside a character.
     */
    private static void readClose(Session open, CloseWebSocketFrame frame) {
        int code = frame.statusCode(); // negative if there is none
        if (code > MAX_CLOSE_CODE) {
            open.failConnection(CloseCode.PROTOCOL_ERROR);
        } else if (code >= 0 && textOf(frame.content().skipBytes(Short.BYTES)) == null) {
            open.failConnection(CloseCode.INVALID_PAYLOAD);
        } else {
            open.receiveClose(code < 0 ? CloseCode.NORMAL.code() : code);
        }
    }

    /** The text of a payload; null if it is not UTF-8. */
    private static @Nullable String textOf(ByteBuf payload) {
        try {
            return StandardCharsets.UTF_8.newDecoder().decode(payload.nioBuffer()).toString();
        } catch (CharacterCodingException e) {
            return null;
        }
    }

    private void readText(Session open, TextWebSocketFrame frame) {
        var text = textOf(frame.content());
        if (text == null) {
            open.close(CloseCode.INVALID_PAYLOAD, "Text must be valid UTF-8.");
            return;
        }
        switch (ClientMessage.parse(text)) {
            case ClientMessage.Ping ping -> open.sendMessage(ServerMessage.pong());
            case ClientMessage.Subscribe(var orders, var payments) ->
                    subscribe(open, open.interest().narrowedTo(orders, payments));
            case ClientMessage.Refresh(var token) -> refresh(open, token);
            case ClientMessage.Invalid(var code, var message) ->
                    open.sendMessage(ServerMessage.error(code, message));
        }
    }

    private void ban(Session open) {
        environment.counters().add(Counters.Count.BANS);
        bans.ban(open.client().subject(), open.address());
        open.close(
                CloseCode.RATE_LIMITED,
                "Too many messages; come back in %d s.".formatted(bans.length().toSeconds()));
    }

    private void subscribe(Session open, Interest interest) {
        if (interest.namesTooManyPayments()) {
            refuseFilter(open, Interest.TOO_MANY_PAYMENTS);
        } else if (!open.changeInterest(interest)) {
            refuseFilter(open, NO_MEMORY_FOR_NAMES);
        } else {
            open.sendMessage(ServerMessage.done("subscribed"));
        }
    }

    private void refuseFilter(Session open, String reason) {
        environment.counters().add(Counters.Count.FILTERS_REFUSED);
        open.sendMessage(ServerMessage.error(ErrorCode.TOO_MANY, reason));
    }

    /** One token of a socket is verified at a time, so that no client fills the queue. */
    private void refresh(Session open, String token) {
        if (!open.countRefresh(nowMillis())) {
            ban(open);
            return;
        }
        if (refreshing) {
            refuseRefresh(open, "The previous token is still being verified.");
            return;
        }
        refreshing = true;
        verifier.verify(token)
                .thenAcceptAsync(verdict -> refreshed(open, verdict), open.eventLoop())
                .whenComplete((_, failure) -> FatalError.exitIfError(failure));
    }

    private void refreshed(Session open, Verdict verdict) {
        refreshing = false;
        switch (verdict) {
            case Verdict.Accepted(var client) when !isSameSubject(open, client) ->
                    refuseRefresh(open, "The token is of another subject.");
            case Verdict.Accepted(var client) when !client.may(Client.READ_PAYMENTS) ->
                    refuseRefresh(open, "The token lacks the scope " + Client.READ_PAYMENTS + ".");
            case Verdict.Accepted(var client) -> replaceClient(open, client);
            case Verdict.Refused(var reason) -> refuseRefresh(open, reason);
            case Verdict.Unavailable(var reason) -> refuseRefresh(open, reason);
        }
    }

    private void replaceClient(Session open, Client client) {
        var interest = open.interest().under(client.entitlement());
        if (interest.isEmpty()) {
            refuseRefresh(open, Interest.MODE_NOT_PERMITTED);
        } else if (interest.get().namesTooManyPayments()) {
            refuseRefresh(open, Interest.TOO_MANY_PAYMENTS);
        } else if (!open.replaceClient(client, interest.get(), environment.clocks())) {
            environment.counters().add(Counters.Count.FILTERS_REFUSED);
            refuseRefresh(open, NO_MEMORY_FOR_NAMES);
        } else {
            open.sendMessage(ServerMessage.done("refreshed"));
            closeIfRevoked(open);
        }
    }

    private static boolean isSameSubject(Session open, Client client) {
        return client.subject().equals(open.client().subject());
    }

    private static void refuseRefresh(Session open, String reason) {
        open.sendMessage(ServerMessage.error(ErrorCode.REFRESH_REFUSED, reason));
    }

    /** A revocation may arrive after the token was verified and before its session was listed. */
    private void closeIfRevoked(Session open) {
        if (verifier.isRevoked(open.client())) {
            open.close(CloseCode.TOKEN_ENDED, "The token was revoked.");
        }
    }

    private void recordEnd(Session closed) {
        var code = closed.closedWith();
        var name = code == null ? Counters.LOST : Integer.toString(code.code());
        environment.counters().closed(name);
        SessionLog.closed(
                closed.client(),
                closed.address(),
                name,
                nowMillis() - closed.openedAtSteadyMillis());
    }

    private long nowMillis() {
        return environment.clocks().steady().millis();
    }
}
