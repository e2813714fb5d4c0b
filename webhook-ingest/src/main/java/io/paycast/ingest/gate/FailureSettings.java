package io.paycast.ingest.gate;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How often one address may give a wrong secret before it is told to wait.
 *
 * @param limit wrong secrets per period that are answered 401; the next ones are answered 429
 * @param maxAddresses how many addresses are remembered at once
 */
public record FailureSettings(
        @DefaultValue("10") int limit,
        @DefaultValue("1m") Duration period,
        @DefaultValue("10000") int maxAddresses) {

    public FailureSettings {
        if (limit < 1) {
            throw new IllegalArgumentException(
                    "paycast.ingest.failures.limit must be at least 1, such as 10");
        }
        if (period.isNegative() || period.isZero() || period.compareTo(Duration.ofDays(1)) > 0) {
            throw new IllegalArgumentException(
                    "paycast.ingest.failures.period must be more than zero and at most a day, such as 1m");
        }
        if (maxAddresses < 1) {
            throw new IllegalArgumentException(
                    "paycast.ingest.failures.max-addresses must be at least 1, such as 10000");
        }
    }
}
