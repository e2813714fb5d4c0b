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
import io.paycast.bench.sockets.Transport;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;

/**
 * What a broadcast costs with Netty at the least: a frame is encoded once and a duplicate of it
 * written to each socket. It speaks as {@code broadcast.c} does.
 */
final class BareServers {

    private static final int MAX_BODY = 8 * 1024;
    private static final int FIN_TEXT = 0x81;
    private static final int LENGTH_16_BITS = 126;

    /** The listeners of each event loop. */
    private final Map<EventLoop, Set<Channel>> listeners = new ConcurrentHashMap<>();

    private BareServers() {}

    static void main() throws InterruptedException {
        var floor = new BareServers();
        var group = Transport.loops(Runtime.getRuntime().availableProcessors(), "floor");
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
                                                        floor.new Requests());
                                    }
                                })
                        .bind("127.0.0.1", 0)
                        .sync()
                        .channel();
        var address = (InetSocketAddress) server.localAddress();
        System.out.println(Baseline.LISTENING + address.getPort());
        new CountDownLatch(1).await();
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
        listeners.forEach((loop, channels) -> {
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
                listeners.computeIfAbsent(channel.eventLoop(), _ -> ConcurrentHashMap.newKeySet());
        ofLoop.add(channel);
        channel.closeFuture().addListener(_ -> ofLoop.remove(channel));
        // a listener by now: who has this answer misses nothing
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
