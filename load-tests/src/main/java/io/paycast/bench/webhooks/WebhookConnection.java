package io.paycast.bench.webhooks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.paycast.bench.sockets.Endpoint;
import io.paycast.bench.sockets.Transport;
import io.paycast.bench.wire.WebhookRequest;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP connection, one webhook at a time: the steps of a payment all go by the same one, and so
 * in order. What is not answered 200 is sent again, as Tabby does. Confined to its event loop.
 */
final class WebhookConnection {

    private static final long RETRY_MILLIS = 100;

    private final EventLoop loop;
    private final Endpoint endpoint;
    private final WebhookRequest bytes;
    private final Outcomes outcomes;
    private final ArrayDeque<Webhook> waiting = new ArrayDeque<>();
    private @Nullable Webhook underWay;
    private @Nullable Channel channel;
    private boolean closed;

    /** A webhook to be sent; its time is that of its first byte, or when that should have been. */
    record Webhook(int number, long payment, long order, long micros) {}

    /** Hears what became of webhooks. */
    interface Outcomes {
        void acknowledged(Webhook webhook);

        void failed(String why);
    }

    WebhookConnection(EventLoop loop, Endpoint endpoint, WebhookRequest bytes, Outcomes outcomes) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.bytes = bytes;
        this.outcomes = outcomes;
    }

    void send(Webhook webhook) {
        waiting.add(webhook);
        proceed();
    }

    void close() {
        closed = true;
        if (channel != null) {
            channel.close();
        }
    }

    void connect() {
        if (closed) {
            return;
        }
        Transport.client()
                .group(loop)
                .handler(
                        new ChannelInitializer<SocketChannel>() {
                            @Override
                            protected void initChannel(SocketChannel fresh) {
                                var tls = endpoint.tls();
                                if (tls != null) {
                                    fresh.pipeline().addLast(tls.newHandler(fresh.alloc()));
                                }
                                fresh.pipeline().addLast(new HttpResponseDecoder(), new Answers());
                            }
                        })
                .connect(endpoint.address())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        outcomes.failed(String.valueOf(done.cause().getMessage()));
                        loop.schedule(this::connect, RETRY_MILLIS, TimeUnit.MILLISECONDS);
                    }
                });
    }

    private void proceed() {
        var open = channel;
        if (open == null || underWay != null || waiting.isEmpty()) {
            return;
        }
        var webhook = waiting.remove();
        underWay = webhook;
        write(open, webhook);
    }

    private void write(Channel to, Webhook webhook) {
        byte[] request =
                bytes.of(webhook.payment(), webhook.order(), webhook.number(), webhook.micros());
        ByteBuf buffer = to.alloc().buffer(request.length);
        to.writeAndFlush(buffer.writeBytes(request));
    }

    private void answered(int status) {
        var webhook = underWay;
        if (webhook == null) {
            return;
        }
        if (status == 200) {
            underWay = null;
            outcomes.acknowledged(webhook);
            proceed();
            return;
        }
        outcomes.failed("HTTP " + status);
        loop.schedule(
                () -> {
                    var open = channel;
                    if (open != null && webhook.equals(underWay)) {
                        write(open, webhook);
                    }
                },
                RETRY_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private final class Answers extends SimpleChannelInboundHandler<HttpObject> {

        private int status;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            channel = ctx.channel();
            var unanswered = underWay;
            if (unanswered == null) {
                proceed();
            } else {
                write(ctx.channel(), unanswered);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
            if (part instanceof HttpResponse head) {
                status = head.status().code();
            }
            if (part instanceof LastHttpContent) {
                answered(status);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            channel = null;
            if (!closed) {
                if (underWay != null) {
                    outcomes.failed("the connection broke");
                }
                connect();
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            ctx.close();
        }
    }
}
