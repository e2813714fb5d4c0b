package io.paycast.ingest.gate;

import static io.paycast.settings.SettingChecks.requireBetween;
import static io.paycast.settings.SettingChecks.requirePositive;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Limits how often one client may send an invalid secret: {@code paycast.ingest.failures.*}.
 *
 * @param limit invalid secrets per period that get 401; further ones get 429
 * @param period the length of the sliding window
 * @param maxAddresses how many clients are remembered at once
 */
public record FailureSettings(
        @DefaultValue("10") int limit,
        @DefaultValue("1m") Duration period,
        @DefaultValue("10000") int maxAddresses) {

    public FailureSettings {
        requirePositive("paycast.ingest.failures.limit", limit);
        requireBetween(
                "paycast.ingest.failures.period", period, Duration.ofMillis(1), Duration.ofDays(1));
        requirePositive("paycast.ingest.failures.max-addresses", maxAddresses);
    }
}
