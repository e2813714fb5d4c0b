package io.paycast.bench.webhooks;

import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.paycast.bench.delivery.DeliveryCheck;
import io.paycast.bench.delivery.Run;
import io.paycast.bench.wire.Endpoint;
import io.paycast.bench.wire.RunId;
import io.paycast.bench.wire.Stamp;
import io.paycast.bench.wire.Transport;
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
import java.util.function.LongSupplier;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.SynchronizedHistogram;

/**
 * Sends the webhooks of a run in the order of their numbers, over as many connections as a group of
 * the plan has payments. Thread-safe.
 */
public final class WebhookSender implements AutoCloseable {

    private final Run run;
    private final Runnable onAcknowledged;
    private final EventLoopGroup group = Transport.loops(1, "bench-webhooks");
    private final EventLoop loop = group.next();
    private final List<WebhookConnection> connections = new ArrayList<>();
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong acknowledged = new AtomicLong();
    private final Map<String, Integer> failures = new ConcurrentHashMap<>();
    private final Histogram latencies = new SynchronizedHistogram(DeliveryCheck.DIGITS);

    /**
     * @param onAcknowledged runs after each 200, on the sending thread
     */
    public WebhookSender(Destination destination, Run run, Runnable onAcknowledged) {
        this.run = run;
        this.onAcknowledged = onAcknowledged;
        var endpoint = Endpoint.of(destination.uri());
        var request = destination.request(run.id());
        for (int i = 0; i < run.plan().group(); i++) {
            var connection =
                    new WebhookConnection(
                            loop, endpoint, request, this::acknowledged, this::failed);
            connections.add(connection);
            loop.execute(connection::connect);
        }
    }

    /**
     * Where webhooks are sent.
     *
     * @param messageBytes the length of the finished update that is sent to a server that forwards
     *     it; 0 to send webhooks
     */
    public record Destination(URI uri, String secretHeader, String secret, int messageBytes) {

        public Destination(URI uri, String secretHeader, String secret) {
            this(uri, secretHeader, secret, 0);
        }

        WebhookRequest request(RunId run) {
            return messageBytes > 0
                    ? WebhookRequest.ofUpdate(run, uri, messageBytes)
                    : WebhookRequest.ofTabby(run, uri, secretHeader, secret);
        }

        /** Does not contain the secret. */
        @Override
        public String toString() {
            return "Destination[" + uri + "]";
        }
    }

    /** Sends the next webhook now; its time is when the sending thread reaches it. */
    public void send() {
        send(run::nowMicros);
    }

    /** Sends the next webhook, which was due at this time. */
    public void send(long dueMicros) {
        send(() -> dueMicros);
    }

    private synchronized void send(LongSupplier micros) {
        // the lock keeps the order of numbers, so that a payment's next step cannot overtake
        if (run.nowMicros() >= Stamp.MAX_MICROS || next.get() >= Stamp.MAX_NUMBER) {
            return;
        }
        int number = next.getAndIncrement();
        int payment = run.plan().payment(number);
        var connection = connections.get(payment % connections.size());
        loop.execute(() ->
                connection.send(
                        new WebhookConnection.Webhook(
                                number, payment, run.plan().order(number), micros.getAsLong())));
    }

    private void acknowledged(WebhookConnection.Webhook webhook) {
        acknowledged.incrementAndGet();
        latencies.recordValue(Math.max(0, run.nanosSince(webhook.micros())));
        onAcknowledged.run();
    }

    private void failed(String reason) {
        failures.merge(reason, 1, Integer::sum);
    }

    /** Schedules an action on the sending thread. */
    public void schedule(Duration delay, Runnable action) {
        loop.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }

    public int sent() {
        return next.get();
    }

    /** How many webhooks got a 200. */
    public long acknowledged() {
        return acknowledged.get();
    }

    /** How many webhooks got no 200. */
    public long unacknowledged() {
        return sent() - acknowledged();
    }

    /** How many attempts failed, by reason. */
    public Map<String, Integer> failures() {
        return Map.copyOf(failures);
    }

    /** Discards the latencies so far. */
    public void restart() {
        latencies.reset();
    }

    /** Latencies to the 200, in nanoseconds. */
    public Histogram latencies() {
        return latencies.copy();
    }

    @Override
    public void close() {
        connections.forEach(connection -> loop.execute(connection::close));
        group.shutdownGracefully(0, 5, TimeUnit.SECONDS).awaitUninterruptibly();
    }
}
