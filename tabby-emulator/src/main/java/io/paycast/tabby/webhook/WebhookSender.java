package io.paycast.tabby.webhook;

import io.paycast.tabby.time.Timeline;
import io.paycast.tabby.webhook.DeliveryLog.Attempt;
import io.paycast.tabby.webhook.DeliveryLog.Count;
import io.paycast.tabby.webhook.Faults.Origin;
import io.paycast.tabby.webhook.Faults.Sending;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.HttpTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * Sends webhooks as Tabby does: to registered addresses only, at least once, in no order. A
 * response other than 200, or none within 60 s, makes it try again up to four times, 1 to 4 minutes
 * apart on the emulator's clock.
 *
 * <p>Thread-safe. At most {@value #MAX_WAITING} webhooks wait; further ones are counted and not
 * sent.
 */
public final class WebhookSender implements AutoCloseable {

    /** The most webhooks that wait. */
    public static final int MAX_WAITING = 20_000;

    /** How long Tabby waits for a response. */
    public static final Duration TIMEOUT = Duration.ofSeconds(60);

    /** The first attempt and four more. */
    static final int MAX_ATTEMPTS = 5;

    /** The time before each retry: from one minute to four, exponentially. */
    static final List<Duration> RETRY_DELAYS =
            List.of(
                    Duration.ofSeconds(60),
                    Duration.ofSeconds(95),
                    Duration.ofSeconds(151),
                    Duration.ofSeconds(240));

    private final Registrations registrations;
    private final Duration timeout;
    private final HttpClient http =
            HttpClient.newBuilder()
                    .version(HttpClient.Version.HTTP_1_1)
                    .followRedirects(HttpClient.Redirect.NEVER)
                    .connectTimeout(Duration.ofSeconds(10))
                    .build();

    /**
     * @param timeout the time for a response, on the real clock
     */
    public WebhookSender(Registrations registrations, Duration timeout) {
        this.registrations = registrations;
        this.timeout = timeout;
    }

    /** Where, when and with which faults webhooks are sent. */
    public record Channel(Timeline timeline, Faults faults, DeliveryLog log, Outbox outbox) {}

    /**
     * A webhook on its way to one receiver.
     *
     * @param ended is called once it is delivered or given up
     */
    private record Parcel(
            Registration to,
            Webhook webhook,
            int copies,
            int lostAttempts,
            boolean forged,
            Runnable ended) {}

    /** Lets a webhook be sent to all its receivers. Not thread-safe for one channel. */
    public void send(Channel channel, Webhook webhook) {
        var receivers = registrations.receivers(webhook.account(), webhook.isDispute());
        if (receivers.isEmpty()) {
            return;
        }
        long number = channel.outbox().add(webhook);
        var pending = new AtomicInteger(1);
        Runnable ended =
                () -> {
                    if (pending.decrementAndGet() == 0) {
                        channel.outbox().remove(number);
                    }
                };
        for (var to : receivers) {
            for (var sending : channel.faults().sendings(webhook)) {
                pending.incrementAndGet();
                enqueue(channel, to, sending, ended);
            }
        }
        ended.run();
    }

    /** Sends a webhook once to each receiver now, without faults, retries after failures. */
    public CompletableFuture<List<Delivery>> sendNow(
            Channel channel, Webhook webhook, boolean forged) {
        var results = new ArrayList<CompletableFuture<List<Delivery>>>();
        for (var to : registrations.receivers(webhook.account(), webhook.isDispute())) {
            var sent = forged ? Faults.forge(webhook) : webhook;
            results.add(attempt(channel, new Parcel(to, sent, 1, 0, forged, () -> {}), 1));
        }
        return all(results);
    }

    /** The webhook as an attacker would send it. */
    public static Webhook forged(Webhook webhook) {
        return Faults.forge(webhook);
    }

    private void enqueue(Channel channel, Registration to, Sending sending, Runnable ended) {
        long repeats = sending.copies() - (sending.origin() == Origin.REPEAT ? 0L : 1L);
        channel.log().count(Count.REPEATED, repeats);
        var parcel =
                new Parcel(
                        to,
                        sending.webhook(),
                        sending.copies(),
                        sending.lostAttempts(),
                        sending.origin() == Origin.ATTACKER,
                        ended);
        schedule(channel, sending.after(), parcel, 1);
    }

    private void schedule(Channel channel, Duration after, Parcel parcel, int attempt) {
        var timeline = channel.timeline();
        boolean queued =
                timeline.waitingDeliveries() < MAX_WAITING
                        && timeline.schedule(
                                timeline.now().plus(after),
                                Timeline.Kind.DELIVERY,
                                () -> attempt(channel, parcel, attempt));
        if (!queued) {
            channel.log().count(Count.NOT_QUEUED);
            parcel.ended().run();
        }
    }

    private CompletableFuture<List<Delivery>> attempt(Channel channel, Parcel parcel, int number) {
        var attempt =
                new Attempt(
                        parcel.to(),
                        parcel.webhook(),
                        number,
                        parcel.forged(),
                        channel.timeline().now());
        if (number > 1) {
            channel.log().count(Count.RETRIED);
        }
        var sent =
                number <= parcel.lostAttempts()
                        ? lost(channel.log(), attempt)
                        : all(
                                IntStream.range(0, parcel.copies())
                                        .mapToObj(_ -> request(channel.log(), attempt))
                                        .toList());
        return sent.thenApply(deliveries -> {
            boolean acknowledged = deliveries.stream().anyMatch(Delivery::isAcknowledged);
            if (acknowledged || parcel.forged()) {
                parcel.ended().run();
            } else {
                retry(channel, parcel, number);
            }
            return deliveries;
        });
    }

    private void retry(Channel channel, Parcel parcel, int failed) {
        if (failed >= MAX_ATTEMPTS) {
            channel.log().count(Count.GIVEN_UP);
            parcel.ended().run();
        } else {
            schedule(channel, RETRY_DELAYS.get(failed - 1), parcel, failed + 1);
        }
    }

    private static CompletableFuture<List<Delivery>> lost(DeliveryLog log, Attempt attempt) {
        log.count(Count.DROPPED);
        var delivery = attempt.result(log.nextNumber(), 0, Delivery.LOST, 0);
        log.add(delivery);
        return CompletableFuture.completedFuture(List.of(delivery));
    }

    private CompletableFuture<List<Delivery>> request(DeliveryLog log, Attempt attempt) {
        log.count(Count.SENT);
        if (attempt.forged()) {
            log.count(Count.FORGED);
        }
        long number = log.nextNumber();
        long started = System.nanoTime();
        return respond(attempt)
                .handle((response, fault) -> {
                    int status = response == null ? 0 : response.statusCode();
                    var delivery =
                            attempt.result(
                                    number,
                                    status,
                                    fault == null ? null : reason(fault),
                                    Duration.ofNanos(System.nanoTime() - started).toMillis());
                    log.count(delivery.isAcknowledged() ? Count.ACKNOWLEDGED : Count.REFUSED);
                    log.add(delivery);
                    return List.of(delivery);
                });
    }

    private CompletableFuture<HttpResponse<Void>> respond(Attempt attempt) {
        try {
            var request =
                    HttpRequest.newBuilder(attempt.to().url())
                            .timeout(timeout)
                            .header("Content-Type", "application/json")
                            .POST(BodyPublishers.ofString(attempt.webhook().body()));
            var header = attempt.to().header();
            if (header != null) {
                request.header(header.title(), attempt.forged() ? "forged" : header.value());
            }
            return http.sendAsync(request.build(), BodyHandlers.discarding());
        } catch (IllegalArgumentException e) {
            return CompletableFuture.failedFuture(e);
        }
    }

    private static CompletableFuture<List<Delivery>> all(
            List<CompletableFuture<List<Delivery>>> parts) {
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(_ -> parts.stream().flatMap(it -> it.join().stream()).toList());
    }

    private static String reason(@Nullable Throwable fault) {
        var cause =
                fault instanceof CompletionException && fault.getCause() != null
                        ? fault.getCause()
                        : fault;
        return cause instanceof HttpTimeoutException ? "timeout" : "no response";
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
