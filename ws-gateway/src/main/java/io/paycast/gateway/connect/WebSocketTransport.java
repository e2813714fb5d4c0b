package io.paycast.gateway.connect;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.limits.Allowance;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A WebSocket (RFC 6455).
 *
 * @param key the {@code Sec-WebSocket-Key}
 * @param subprotocols the subprotocols that the client offers, in its order
 */
record WebSocketTransport(String key, List<String> subprotocols) implements Transport {

    /** The subprotocol that has a welcome message. */
    static final String PAYCAST_V1 = "paycast.v1";

    private static final String BEARER_SUBPROTOCOL = "bearer.";

    // RFC 6455, section 1.3
    private static final String ACCEPT_GUID = "258EAFA5-E914-47DA-95CA-C5AB0DC85B11";

    private static final WriteBufferWaterMark WATER_MARK =
            new WriteBufferWaterMark(32 * 1024, 64 * 1024);

    /** The transport of a request whose headers are valid. */
    static WebSocketTransport of(HttpHeaders headers) {
        return new WebSocketTransport(
                Objects.requireNonNull(headers.get(HttpHeaderNames.SEC_WEBSOCKET_KEY)),
                HandshakeSyntax.elements(headers.getAll(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL)));
    }

    @Override
    public @Nullable String token() {
        var bearer = bearer();
        return bearer == null ? null : bearer.substring(BEARER_SUBPROTOCOL.length());
    }

    @Override
    public boolean hasWelcome() {
        return subprotocols.contains(PAYCAST_V1);
    }

    private @Nullable String bearer() {
        for (var subprotocol : subprotocols) {
            if (subprotocol.startsWith(BEARER_SUBPROTOCOL)) {
                return subprotocol;
            }
        }
        return null;
    }

    /** The response of RFC 6455, section 4.2.2. */
    @Override
    public HttpResponse acceptance() {
        var response =
                new DefaultFullHttpResponse(
                        HttpVersion.HTTP_1_1,
                        HttpResponseStatus.SWITCHING_PROTOCOLS,
                        Unpooled.EMPTY_BUFFER);
        response.headers()
                .set(HttpHeaderNames.UPGRADE, HttpHeaderValues.WEBSOCKET)
                .set(HttpHeaderNames.CONNECTION, HttpHeaderValues.UPGRADE)
                .set(HttpHeaderNames.SEC_WEBSOCKET_ACCEPT, accept());
        // a browser that offers subprotocols fails unless the response chooses one
        var chosen = hasWelcome() ? PAYCAST_V1 : bearer();
        if (chosen != null) {
            response.headers().set(HttpHeaderNames.SEC_WEBSOCKET_PROTOCOL, chosen);
        }
        return response;
    }

    @Override
    public boolean endsWithHead() {
        return false;
    }

    @Override
    public void addHandlers(
            ChannelPipeline pipeline,
            ConnectSettings settings,
            Client client,
            Allowance allowance) {
        int maxMessageBytes = settings.messages().of(client);
        pipeline.channel().config().setWriteBufferWaterMark(WATER_MARK);
        pipeline.addLast(new BoundedFrameDecoder(maxMessageBytes, allowance));
        pipeline.addLast(new BoundedFrameAggregator(maxMessageBytes, allowance));
    }

    private String accept() {
        try {
            var sha1 = MessageDigest.getInstance("SHA-1");
            return Base64.getEncoder()
                    .encodeToString(sha1.digest((key + ACCEPT_GUID).getBytes(US_ASCII)));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-1", e);
        }
    }
}
