package io.paycast.bench.webhooks;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.EventLoop;
import io.netty.channel.SimpleChannelInboundHandler;
import io.netty.handler.codec.http.HttpObject;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.paycast.bench.wire.Endpoint;
import io.paycast.bench.wire.Transport;
import io.paycast.bench.wire.WebhookRequest;
import java.util.ArrayDeque;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
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
    private final Consumer<Webhook> onAcknowledged;
    private final Consumer<String> onFailed;
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

    /**
     * @param onAcknowledged receives each webhook that got a 200, on the event loop
     * @param onFailed receives why an attempt failed, on the event loop
     */
    WebhookConnection(
            EventLoop loop,
            Endpoint endpoint,
            WebhookRequest request,
            Consumer<Webhook> onAcknowledged,
            Consumer<String> onFailed) {
        this.loop = loop;
        this.endpoint = endpoint;
        this.request = request;
        this.onAcknowledged = onAcknowledged;
        this.onFailed = onFailed;
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
        Transport.client(
                        loop,
                        endpoint,
                        fresh ->
                                fresh.pipeline()
                                        .addLast(new HttpResponseDecoder(), new ResponseReader()))
                .connect()
                .addListener(done -> {
                    if (!done.isSuccess()) {
                        onFailed.accept(String.valueOf(done.cause().getMessage()));
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
            onAcknowledged.accept(webhook);
            sendNext();
            return;
        }
        onFailed.accept("HTTP " + status);
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
                    onFailed.accept("the connection broke");
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
