package io.paycast.ingest.eventlog;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long Kafka may take.
 *
 * @param deliveryTimeout from a record's sending to its acknowledgement; beyond it, 503
 * @param checkInterval how often Kafka is asked whether it is well
 * @param checkTimeout how long it may take to say so
 */
public record EventLogSettings(
        @DefaultValue("10s") Duration deliveryTimeout,
        @DefaultValue("5s") Duration checkInterval,
        @DefaultValue("3s") Duration checkTimeout) {

    public EventLogSettings {
        check("delivery-timeout", deliveryTimeout, Duration.ofSeconds(1), Duration.ofSeconds(50));
        check("check-interval", checkInterval, Duration.ofMillis(100), Duration.ofMinutes(1));
        check("check-timeout", checkTimeout, Duration.ofMillis(100), Duration.ofMinutes(1));
    }

    /** How old the last good answer may be while ingest still calls itself ready. */
    Duration healthTimeout() {
        return checkInterval.plus(checkTimeout).multipliedBy(2);
    }

    private static void check(String name, Duration value, Duration least, Duration most) {
        if (value.compareTo(least) < 0 || value.compareTo(most) > 0) {
            throw new IllegalArgumentException(
                    "paycast.ingest.kafka.%s must be between %dms and %dms, and is %dms"
                            .formatted(name, least.toMillis(), most.toMillis(), value.toMillis()));
        }
    }
}
