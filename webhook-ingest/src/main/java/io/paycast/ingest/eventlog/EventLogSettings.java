package io.paycast.ingest.eventlog;

import static io.paycast.settings.SettingChecks.requireBetween;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits how long Kafka may take: {@code paycast.ingest.kafka.*}.
 *
 * @param deliveryTimeout the time from sending a record to its acknowledgement; a webhook that
 *     takes longer gets 503
 * @param checkInterval how often Kafka's health is checked
 * @param checkTimeout how long one check may take
 */
public record EventLogSettings(
        @DefaultValue("10s") Duration deliveryTimeout,
        @DefaultValue("5s") Duration checkInterval,
        @DefaultValue("3s") Duration checkTimeout) {

    public EventLogSettings {
        requireBetween(
                "paycast.ingest.kafka.delivery-timeout",
                deliveryTimeout,
                Duration.ofSeconds(1),
                Duration.ofSeconds(50));
        requireBetween(
                "paycast.ingest.kafka.check-interval",
                checkInterval,
                Duration.ofMillis(100),
                Duration.ofMinutes(1));
        requireBetween(
                "paycast.ingest.kafka.check-timeout",
                checkTimeout,
                Duration.ofMillis(100),
                Duration.ofMinutes(1));
    }

    /** How old the last successful check may be while ingest still reports that it is ready. */
    Duration healthTimeout() {
        return checkInterval.plus(checkTimeout).multipliedBy(2);
    }
}
