package io.paycast.bench.webhooks;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.paycast.bench.delivery.DeliveryCheck;
import io.paycast.bench.delivery.DeliveryPlan;
import io.paycast.bench.sockets.Endpoint;
import io.paycast.bench.sockets.Transport;
import io.paycast.bench.wire.RunId;
import io.paycast.bench.wire.Stamp;
import io.paycast.bench.wire.WebhookRequest;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;

/**
 * Sends the webhooks of a run in the order of their numbers, over as many connections as the plan's
 * groups have payments. Thread-safe.
 */
public final class WebhookSender implements AutoCloseable {

    private final DeliveryPlan plan;
    private final long beginNanos;
    private final IntConsumer acknowledged;
    private final EventLoopGroup group = Transport.loops(1, "bench-webhooks");
    private final EventLoop loop = group.next();
    private final List<WebhookConnection> connections = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong answers = new AtomicLong();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Histogram toTheAnswer = DeliveryCheck.newHistogram();

    /**
     * @param acknowledged what is done when a webhook was answered 200
     */
    public WebhookSender(
            Destination to,
            RunId run,
            DeliveryPlan plan,
            long beginNanos,
            IntConsumer acknowledged) {
        this.plan = plan;
        this.beginNanos = beginNanos;
        this.acknowledged = acknowledged;
        var endpoint = Endpoint.of(to.uri());
        var bytes = to.bytes(run);
        for (int i = 0; i < plan.group(); i++) {
            var connection = new WebhookConnection(loop, endpoint, bytes, new AckListener());
            connections.add(connection);
            loop.execute(connection::connect);
        }
    }

    /**
     * Where webhooks go, and with which secret.
     *
     * @param messageBytes the length of what is sent in place of a webhook to one that passes it on
     *     as it is; 0 for one that takes webhooks
     */
    public record Destination(URI uri, String secretHeader, String secret, int messageBytes) {

        public Destination(URI uri, String secretHeader, String secret) {
            this(uri, secretHeader, secret, 0);
        }

        /** One that passes on what it is sent. */
        public static Destination passingOn(URI uri, int messageBytes) {
            return new Destination(uri, "", "", messageBytes);
        }

        WebhookRequest bytes(RunId run) {
            return messageBytes > 0
                    ? WebhookRequest.ofUpdate(run, uri, messageBytes)
                    : WebhookRequest.ofTabby(run, uri, secretHeader, secret);
        }

        @Override
        public String toString() {
            return "Destination[" + uri + "]";
        }
    }

    /** Sends the next one now; its time is that at which this sender has come to it. */
    public void send() {
        send(this::nowMicros);
    }

    /** Sends the next one, which should have been sent at this time. */
    public void send(long intendedMicros) {
        send(() -> intendedMicros);
    }

    private synchronized void send(LongSupplier micros) {
        // numbers are handed to the loop in their order: else a payment's next step might overtake
        if (nowMicros() >= Stamp.MAX_MICROS || next.get() >= Stamp.MAX_NUMBER) {
            return;
        }
        int number = next.getAndIncrement();
        int payment = plan.payment(number);
        var connection = connections.get(payment % connections.size());
        loop.execute(() ->
                connection.send(
                        new WebhookConnection.Webhook(
                                number, payment, plan.order(number), micros.getAsLong())));
    }

    /** Does something later on the thread that sends, which is then awake. */
    public void later(Duration delay, Runnable what) {
        loop.schedule(what, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    /** Microseconds since the run's beginning. */
    public long nowMicros() {
        return (System.nanoTime() - beginNanos) / 1_000;
    }

    /** How many were sent. */
    public int sent() {
        return next.get();
    }

    /** How many were answered 200. */
    public long answered() {
        return answers.get();
    }

    /** Why some had to be sent again, and how often. */
    public Map<String, Integer> failures() {
        return Map.copyOf(failures);
    }

    /** Forgets the latencies up to now. */
    public void restart() {
        synchronized (toTheAnswer) {
            toTheAnswer.reset();
        }
    }

    /** Latencies to the 200. */
    public Histogram toTheAnswer() {
        synchronized (toTheAnswer) {
            return toTheAnswer.copy();
        }
    }

    @Override
    public void close() {
        connections.forEach(it -> loop.execute(it::close));
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }

    private final class AckListener implements WebhookConnection.Outcomes {
        @Override
        public void acknowledged(WebhookConnection.Webhook webhook) {
            answers.incrementAndGet();
            synchronized (toTheAnswer) {
                DeliveryCheck.record(
                        toTheAnswer, System.nanoTime() - beginNanos - webhook.micros() * 1_000);
            }
            acknowledged.accept(webhook.number());
        }

        @Override
        public void failed(String why) {
            failures.merge(why, 1, Integer::sum);
        }
    }
}
