package io.paycast.systemtests;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;
import io.netty.handler.codec.http2.DefaultHttp2DataFrame;
import io.netty.handler.codec.http2.DefaultHttp2Headers;
import io.netty.handler.codec.http2.DefaultHttp2HeadersFrame;
import io.netty.handler.codec.http2.Http2DataFrame;
import io.netty.handler.codec.http2.Http2FrameCodecBuilder;
import io.netty.handler.codec.http2.Http2Headers.PseudoHeaderName;
import io.netty.handler.codec.http2.Http2HeadersFrame;
import io.netty.handler.codec.http2.Http2MultiplexHandler;
import io.netty.handler.codec.http2.Http2SettingsFrame;
import io.netty.handler.codec.http2.Http2StreamChannelBootstrap;
import io.netty.handler.codec.http2.Http2StreamFrame;
import io.netty.handler.ssl.ApplicationProtocolConfig;
import io.netty.handler.ssl.ApplicationProtocolConfig.Protocol;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectedListenerFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolConfig.SelectorFailureBehavior;
import io.netty.handler.ssl.ApplicationProtocolNames;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.IdentityCipherSuiteFilter;
import io.netty.handler.ssl.JdkSslContext;
import io.netty.util.ReferenceCountUtil;
import io.paycast.testsupport.TestCertificate;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;

/**
 * A WebSocket over HTTP/2 (RFC 8441), as browsers open it where a server offers it. Keeps text
 * messages, and answers pings.
 */
final class Http2WebSocket implements AutoCloseable {

    private static final long TIMEOUT_SECONDS = 60;

    private final EventLoopGroup group =
            new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
    private final CompletableFuture<Boolean> offered = new CompletableFuture<>();
    private final CompletableFuture<String> status = new CompletableFuture<>();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final Channel connection;

    private Http2WebSocket(EdgeProcess edge, TestCertificate certificate) {
        var tls =
                new JdkSslContext(
                        certificate.trusted(),
                        true,
                        null,
                        IdentityCipherSuiteFilter.INSTANCE,
                        new ApplicationProtocolConfig(
                                Protocol.ALPN,
                                SelectorFailureBehavior.NO_ADVERTISE,
                                SelectedListenerFailureBehavior.ACCEPT,
                                ApplicationProtocolNames.HTTP_2),
                        ClientAuth.NONE,
                        null,
                        false);
        connection =
                new Bootstrap()
                        .group(group)
                        .channel(NioSocketChannel.class)
                        .handler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        channel.pipeline()
                                                .addLast(
                                                        tls.newHandler(
                                                                channel.alloc(),
                                                                "localhost",
                                                                edge.port()),
                                                        Http2FrameCodecBuilder.forClient().build(),
                                                        new Http2MultiplexHandler(
                                                                new ChannelInboundHandlerAdapter()),
                                                        new SettingsReader());
                                    }
                                })
                        .connect("localhost", edge.port())
                        .syncUninterruptibly()
                        .channel();
    }

    /** Connects, and opens a socket if the edge offers it. */
    static Http2WebSocket open(EdgeProcess edge, TestCertificate certificate, String token) {
        var socket = new Http2WebSocket(edge, certificate);
        if (socket.offered()) {
            socket.openStream("localhost:" + edge.port(), token);
        }
        return socket;
    }

    /** Returns whether the server offers sockets over HTTP/2. */
    boolean offered() {
        return offered.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }

    /** The status of the response: 200 if the socket is open. */
    String status() {
        return status.orTimeout(TIMEOUT_SECONDS, TimeUnit.SECONDS).join();
    }

    List<String> messages() {
        return messages;
    }

    private void openStream(String authority, String token) {
        var stream =
                new Http2StreamChannelBootstrap(connection)
                        .handler(new MessageReader())
                        .open()
                        .syncUninterruptibly()
                        .getNow();
        var headers =
                new DefaultHttp2Headers()
                        .method("CONNECT")
                        .add(PseudoHeaderName.PROTOCOL.value(), "websocket")
                        .scheme("https")
                        .authority(authority)
                        .path("/ws")
                        .add("authorization", "Bearer " + token)
                        .add("sec-websocket-version", "13")
                        .add("sec-websocket-protocol", "paycast.v1");
        stream.writeAndFlush(new DefaultHttp2HeadersFrame(headers, false));
    }

    /** Reads SETTINGS_ENABLE_CONNECT_PROTOCOL. */
    private final class SettingsReader extends SimpleChannelInboundHandler<Http2SettingsFrame> {

        private static final char ENABLE_CONNECT_PROTOCOL = 0x8;

        @Override
        protected void channelRead0(ChannelHandlerContext context, Http2SettingsFrame frame) {
            var value = frame.settings().get(ENABLE_CONNECT_PROTOCOL);
            offered.complete(value != null && value == 1);
        }
    }

    private final class MessageReader extends SimpleChannelInboundHandler<Http2StreamFrame> {

        private final EmbeddedChannel codec =
                new EmbeddedChannel(
                        new WebSocket13FrameDecoder(
                                WebSocketDecoderConfig.newBuilder()
                                        .expectMaskedFrames(false)
                                        .build()),
                        new WebSocket13FrameEncoder(true));

        @Override
        protected void channelRead0(ChannelHandlerContext context, Http2StreamFrame frame) {
            if (frame instanceof Http2HeadersFrame headers) {
                status.complete(String.valueOf(headers.headers().status()));
            } else if (frame instanceof Http2DataFrame data) {
                codec.writeInbound(data.content().retain());
                for (Object each = codec.readInbound(); each != null; each = codec.readInbound()) {
                    if (each instanceof TextWebSocketFrame text) {
                        messages.add(text.text());
                    } else if (each instanceof PingWebSocketFrame) {
                        codec.writeOutbound(new PongWebSocketFrame());
                    }
                    ReferenceCountUtil.release(each);
                }
                for (ByteBuf each = codec.readOutbound();
                        each != null;
                        each = codec.readOutbound()) {
                    context.writeAndFlush(new DefaultHttp2DataFrame(each));
                }
            }
        }
    }

    @Override
    public void close() {
        connection.close();
        group.shutdownGracefully(0, 1, TimeUnit.SECONDS);
    }
}
