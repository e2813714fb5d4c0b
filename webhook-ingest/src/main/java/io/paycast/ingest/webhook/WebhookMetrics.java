package io.paycast.ingest.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.paycast.body.InFlightLimit;
import io.paycast.events.tabby.ParsedWebhook;
import io.paycast.limits.LogLimit;
import io.paycast.limits.SlidingWindows;
import io.paycast.net.ClientNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts the results of webhooks, and logs those that were not stored. Thread-safe. */
public final class WebhookMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookMetrics.class);
    private static final String WEBHOOKS = "paycast.ingest.webhooks";
    private static final int MAX_LINES_PER_MINUTE = 60;
    private static final int MAX_UNLISTED_ADDRESSES = 100;

    private final Counter payments;
    private final Counter disputes;
    private final Counter quarantined;
    private final Counter unknown;
    private final Counter broken;
    private final Counter leftOutTimes;
    private final Map<WebhookRefusal, Counter> refused = new EnumMap<>(WebhookRefusal.class);
    private final Timer latency;

    // Without these limits, senders could fill the log.
    private final LogLimit refusalLines = new LogLimit(MAX_LINES_PER_MINUTE, System::nanoTime);
    private final LogLimit quarantineLines = new LogLimit(MAX_LINES_PER_MINUTE, System::nanoTime);
    private final LogLimit timesLines = new LogLimit(MAX_LINES_PER_MINUTE, System::nanoTime);

    /** Guarded by itself. */
    private final SlidingWindows<ClientNetwork> unlistedAddresses =
            new SlidingWindows<>(1, Duration.ofMinutes(1), MAX_UNLISTED_ADDRESSES);

    /**
     * @param inFlight measured by two gauges
     */
    public WebhookMetrics(MeterRegistry meters, InFlightLimit inFlight) {
        meters.gauge("paycast.ingest.requests.in.flight", inFlight, InFlightLimit::requests);
        meters.gauge("paycast.ingest.body.bytes", inFlight, InFlightLimit::bytes);
        payments = counter(meters, "accepted", "payment");
        disputes = counter(meters, "accepted", "dispute");
        quarantined = counter(meters, "quarantined", "content");
        unknown = counter(meters, "quarantined", "unknown");
        broken = counter(meters, "refused", "broken_off");
        for (var refusal : WebhookRefusal.values()) {
            var outcome = refusal == WebhookRefusal.KAFKA ? "unavailable" : "refused";
            refused.put(refusal, counter(meters, outcome, refusal.tag()));
        }
        leftOutTimes =
                Counter.builder("paycast.ingest.times.left.out")
                        .description("Times in stored webhooks that are not RFC 3339")
                        .register(meters);
        latency =
                Timer.builder("paycast.ingest.latency")
                        .description("Time from the headers of a stored webhook to its response")
                        .publishPercentileHistogram()
                        .maximumExpectedValue(Duration.ofSeconds(30))
                        .register(meters);
    }

    void storedPayment(long nanos) {
        payments.increment();
        latency.record(nanos, TimeUnit.NANOSECONDS);
    }

    void storedDispute(long nanos) {
        disputes.increment();
        latency.record(nanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Counts and logs a body that is invalid or unknown.
     *
     * @param key the key of its record on the quarantine topic
     */
    void quarantined(
            String merchantCode,
            @Nullable String key,
            ParsedWebhook.Invalid invalid,
            WebhookResult result) {
        (result instanceof WebhookResult.Unknown ? unknown : quarantined).increment();
        quarantineLines.log(
                LOG,
                "webhook quarantined",
                () ->
                        LOG.warn(
                                "webhook quarantined merchant={} key={} field={} reason=\"{}\"",
                                merchantCode,
                                key,
                                invalid.field(),
                                invalid.reason()));
    }

    /** Counts and logs times that were left out of a body because they could not be read. */
    void leftOutTimes(String merchantCode, int count) {
        if (count > 0) {
            leftOutTimes.increment(count);
            timesLines.log(
                    LOG,
                    "webhook times left out",
                    () ->
                            LOG.warn(
                                    "webhook times left out merchant={} count={}",
                                    merchantCode,
                                    count));
        }
    }

    /** Counts a request whose connection or framing broke. */
    void broken() {
        broken.increment();
    }

    /**
     * Counts a refused webhook, and logs it unless there are too many.
     *
     * @param client the address of the client; null if the server does not know it
     * @param fault the kind of Kafka's fault; null if Kafka is not the reason
     */
    void refused(WebhookRefusal refusal, @Nullable InetAddress client, @Nullable String fault) {
        var counter = refused.get(refusal);
        if (counter != null) {
            counter.increment();
        }
        if (refusal == WebhookRefusal.UNLISTED_ADDRESS && client != null) {
            warnOfUnlistedAddress(client);
            return;
        }
        refusalLines.log(
                LOG,
                "webhook refused",
                () ->
                        LOG.info(
                                "webhook refused reason={} status={} client={}{}",
                                refusal.tag(),
                                refusal.status().value(),
                                client == null ? "unknown" : client.getHostAddress(),
                                fault == null ? "" : " fault=" + fault));
    }

    /** Warns once a minute for each address, because Tabby adds addresses from time to time. */
    private void warnOfUnlistedAddress(InetAddress client) {
        boolean due;
        synchronized (unlistedAddresses) {
            due =
                    unlistedAddresses.tryAcquire(
                            ClientNetwork.of(client),
                            TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        }
        if (due) {
            LOG.warn(
                    "webhook refused although its secret is valid; if Tabby has announced this"
                            + " address, add it to paycast.ingest.allowed-addresses client={}",
                    client.getHostAddress());
        }
    }

    private static Counter counter(MeterRegistry meters, String outcome, String reason) {
        return Counter.builder(WEBHOOKS)
                .description("Webhooks by result")
                .tag("outcome", outcome)
                .tag("reason", reason)
                .register(meters);
    }
}
