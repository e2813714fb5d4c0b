package io.paycast.ingest.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.paycast.events.tabby.ParsedWebhook;
import io.paycast.limits.SlidingWindow;
import java.net.InetAddress;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Counts how webhooks ended, and logs the ones that were not taken in. Thread-safe. */
final class WebhookMetrics {

    private static final Logger LOG = LoggerFactory.getLogger(WebhookMetrics.class);
    private static final String WEBHOOKS = "paycast.ingest.webhooks";
    private static final int MAX_REFUSAL_LINES_PER_SECOND = 20;

    private final Counter payments;
    private final Counter disputes;
    private final Counter quarantined;
    private final Counter brokenOff;
    private final Map<WebhookRefusal, Counter> refused = new EnumMap<>(WebhookRefusal.class);
    private final Timer latency;

    /** Guarded by itself. Without it, any sender could fill the log with refusals. */
    private final SlidingWindow refusalLines =
            new SlidingWindow(MAX_REFUSAL_LINES_PER_SECOND, Duration.ofSeconds(1));

    WebhookMetrics(MeterRegistry meters) {
        payments = counter(meters, "accepted", "payment");
        disputes = counter(meters, "accepted", "dispute");
        quarantined = counter(meters, "quarantined", "content");
        brokenOff = counter(meters, "refused", "broken_off");
        for (var refusal : WebhookRefusal.values()) {
            var outcome = refusal == WebhookRefusal.KAFKA ? "unavailable" : "refused";
            refused.put(refusal, counter(meters, outcome, refusal.tag()));
        }
        latency =
                Timer.builder("paycast.ingest.latency")
                        .description("From a webhook's headers to its answer, of those accepted")
                        .publishPercentileHistogram()
                        .maximumExpectedValue(Duration.ofSeconds(30))
                        .register(meters);
    }

    void acceptedPayment(long nanos) {
        payments.increment();
        latency.record(nanos, TimeUnit.NANOSECONDS);
    }

    void acceptedDispute(long nanos) {
        disputes.increment();
        latency.record(nanos, TimeUnit.NANOSECONDS);
    }

    void quarantined(String merchantCode, @Nullable String key, ParsedWebhook.Invalid why) {
        quarantined.increment();
        LOG.warn(
                "webhook quarantined merchant={} key={} field={} reason=\"{}\"",
                merchantCode,
                key,
                why.field(),
                why.reason());
    }

    /** One whose connection broke before its body had come. */
    void brokenOff() {
        brokenOff.increment();
    }

    /**
     * One that was turned away.
     *
     * @param fault the kind of Kafka's fault, or null where it has none
     */
    void refused(WebhookRefusal refusal, @Nullable InetAddress client, @Nullable String fault) {
        var counter = refused.get(refusal);
        if (counter != null) {
            counter.increment();
        }
        if (mayLogRefusal()) {
            LOG.info(
                    "webhook refused reason={} status={} client={}{}",
                    refusal.tag(),
                    refusal.status().value(),
                    client == null ? "unknown" : client.getHostAddress(),
                    fault == null ? "" : " fault=" + fault);
        }
    }

    private boolean mayLogRefusal() {
        synchronized (refusalLines) {
            return refusalLines.tryAcquire(TimeUnit.NANOSECONDS.toMillis(System.nanoTime()));
        }
    }

    private static Counter counter(MeterRegistry meters, String outcome, String reason) {
        return Counter.builder(WEBHOOKS)
                .description("Webhooks by how they ended")
                .tag("outcome", outcome)
                .tag("reason", reason)
                .register(meters);
    }
}
