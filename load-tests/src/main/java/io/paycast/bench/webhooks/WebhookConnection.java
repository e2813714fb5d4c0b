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
import io.paycast.bench.wire.Endpoint;
import io.paycast.bench.wire.Transport;
import io.paycast.bench.wire.WebhookRequest;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One HTTP connection with one webhook in flight. All steps of a payment use the same connection,
 * hence they stay in order. A webhook without a 200 is repeated, as Tabby does. Confined to its
 * event loop.
 */
final class WebhookConnection {

    private static final long RETRY_MILLIS = 100;

    private final EventLoop loop;
    private final Endpoint endpoint;
    private final WebhookRequest request;
    private final AckListener listener;
    private final ArrayDeque<Webhook> waiting = new ArrayDeque<>();
    private @Nullable Webhook inFlight;
    private @Nullable Channel channel;
    private boolean closed;

    /**
     * A webhook to send.
     *
     * @param micros when its first byte was sent, or was due
     */
    record Webhook(int number, long payment, long order, long micros) {}

    /** Receives acknowledgements and failed attempts, on the event loop. */
    interface AckListener {
        void acknowledged(Webhook webhook);

        void failed(String reason);
    }

    WebhookConnection(
            EventLoop loop, Endpoint endpoint, WebhookRequest request, AckListener listener) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.request = request;
        this.listener = listener;
    }

    void send(Webhook webhook) {
        waiting.add(webhook);
        sendNext();
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
                                fresh.pipeline()
                                        .addLast(new HttpResponseDecoder(), new ResponseReader());
                            }
                        })
                .connect(endpoint.address())
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        listener.failed(String.valueOf(done.cause().getMessage()));
                        loop.schedule(this::connect, RETRY_MILLIS, TimeUnit.MILLISECONDS);
                    }
                });
    }

    private void sendNext() {
        var open = channel;
        if (open == null || inFlight != null || waiting.isEmpty()) {
            return;
        }
        var webhook = waiting.remove();
        inFlight = webhook;
        write(open, webhook);
    }

    private void write(Channel to, Webhook webhook) {
        byte[] bytes =
                request.of(webhook.payment(), webhook.order(), webhook.number(), webhook.micros());
        ByteBuf buffer = to.alloc().buffer(bytes.length);
        to.writeAndFlush(buffer.writeBytes(bytes));
    }

    private void responded(int status) {
        var webhook = inFlight;
        if (webhook == null) {
            return;
        }
        if (status == 200) {
            inFlight = null;
            listener.acknowledged(webhook);
            sendNext();
            return;
        }
        listener.failed("HTTP " + status);
        loop.schedule(
                () -> {
                    var open = channel;
                    if (open != null && webhook.equals(inFlight)) {
                        write(open, webhook);
                    }
                },
                RETRY_MILLIS,
                TimeUnit.MILLISECONDS);
    }

    private final class ResponseReader extends SimpleChannelInboundHandler<HttpObject> {

        private int status;

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            channel = ctx.channel();
            var unacknowledged = inFlight;
            if (unacknowledged == null) {
                sendNext();
            } else {
                write(ctx.channel(), unacknowledged);
            }
        }

        @Override
        protected void channelRead0(ChannelHandlerContext ctx, HttpObject part) {
            if (part instanceof HttpResponse head) {
                status = head.status().code();
            }
            if (part instanceof LastHttpContent) {
                responded(status);
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            channel = null;
            if (!closed) {
                if (inFlight != null) {
                    listener.failed("the connection broke");
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
