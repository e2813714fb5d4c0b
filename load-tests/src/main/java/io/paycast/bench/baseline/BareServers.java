package io.paycast.bench.baseline;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.paycast.bench.wire.Transport;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import reactor.netty.http.server.HttpServer;

/**
 * The smallest servers that do the work of a Paycast service. One broadcasts with Netty: it encodes
 * a frame once, writes a duplicate to each socket, and has the protocol of {@code broadcast.c}. The
 * other echoes the body of each POST with WebFlux. Runs in a process of its own.
 */
final class BareServers {

    static final String BROADCAST = "broadcast";
    static final String ECHO = "echo";

    private static final int MAX_BODY = 8 * 1024;
    private static final int FIN_TEXT = 0x81;
    private static final int LENGTH_16_BITS = 126;

    /** The sockets of each event loop. */
    private final Map<EventLoop, Set<Channel>> sockets = new ConcurrentHashMap<>();

    private BareServers() {}

    /** Argument: which of the two. */
    static void main(String[] arguments) throws InterruptedException {
        int port = arguments[0].equals(ECHO) ? startEcho() : startBroadcast();
        System.out.println(Baseline.LISTENING + port);
        new CountDownLatch(1).await();
    }

    private static int startEcho() {
        var route =
                RouterFunctions.route(
                        RequestPredicates.POST("/**"),
                        request ->
                                request.bodyToMono(byte[].class)
                                        .flatMap(ServerResponse.ok()::bodyValue));
        return HttpServer.create()
                .host("127.0.0.1")
                .port(0)
                .handle(new ReactorHttpHandlerAdapter(RouterFunctions.toHttpHandler(route)))
                .bindNow()
                .port();
    }

    private static int startBroadcast() throws InterruptedException {
        var servers = new BareServers();
        var group = Transport.loops(Runtime.getRuntime().availableProcessors(), "baseline");
        var server =
                new ServerBootstrap()
                        .group(group)
                        .channel(Transport.server())
                        .option(ChannelOption.SO_BACKLOG, 4_096)
                        .childOption(ChannelOption.TCP_NODELAY, true)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        channel.pipeline()
                                                .addLast(
                                                        new HttpServerCodec(),
                                                        new HttpObjectAggregator(MAX_BODY),
                                                        servers.new Requests());
                                    }
                                })
                        .bind("127.0.0.1", 0)
                        .sync()
                        .channel();
        return ((InetSocketAddress) server.localAddress()).getPort();
    }

    private void broadcast(ByteBuf text) {
        int length = text.readableBytes();
        var frame = Unpooled.directBuffer(4 + length).writeByte(FIN_TEXT);
        if (length < LENGTH_16_BITS) {
            frame.writeByte(length);
        } else {
            frame.writeByte(LENGTH_16_BITS).writeShort(length);
        }
        frame.writeBytes(text);
        sockets.forEach((loop, channels) -> {
            var own = frame.retainedDuplicate();
            loop.execute(() -> {
                for (var channel : channels) {
                    channel.writeAndFlush(own.retainedDuplicate(), channel.voidPromise());
                }
                own.release();
            });
        });
        frame.release();
    }

    private void upgrade(ChannelHandlerContext ctx) {
        var head = "HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\n\r\n";
        var channel = ctx.channel();
        var pipeline = ctx.pipeline();
        pipeline.remove(ctx.name());
        pipeline.remove(HttpObjectAggregator.class);
        pipeline.remove(HttpServerCodec.class);
        var ofLoop =
                sockets.computeIfAbsent(channel.eventLoop(), _ -> ConcurrentHashMap.newKeySet());
        ofLoop.add(channel);
        channel.closeFuture().addListener(_ -> ofLoop.remove(channel));
        // registered before the response: a client misses nothing after it
        channel.writeAndFlush(Unpooled.copiedBuffer(head, US_ASCII));
    }

    private final class Requests extends SimpleChannelInboundHandler<FullHttpRequest> {
        @Override
        protected void channelRead0(ChannelHandlerContext ctx, FullHttpRequest request) {
            if (request.method().equals(HttpMethod.GET)) {
                upgrade(ctx);
                return;
            }
            broadcast(request.content());
            var done =
                    new DefaultFullHttpResponse(
                            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.EMPTY_BUFFER);
            done.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
            ctx.writeAndFlush(done);
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
