package io.paycast.ingest.body;

import static io.paycast.settings.SettingChecks.require;
import static io.paycast.settings.SettingChecks.requireBetween;
import static io.paycast.settings.SettingChecks.requirePositive;

import io.paycast.body.BodyReader;
import io.paycast.body.InFlightLimit;
import io.paycast.settings.SettingFormat;
import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * Limits the size, the duration and the number of bodies: {@code paycast.ingest.body.*}.
 *
 * @param maxSize the size of one body; a larger one gets 413
 * @param timeout the time from a request's headers to the last byte of its body; a slower one gets
 *     408
 * @param maxRequests requests that are read or wait for Kafka at once; a further one gets 503
 * @param maxMemory the memory of all bodies that are read or wait for Kafka; a request beyond it
 *     gets 503
 */
public record BodySettings(
        @DefaultValue("256KB") DataSize maxSize,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("4096") int maxRequests,
        @DefaultValue("64MB") DataSize maxMemory) {

    /** By default, Kafka's brokers accept records of up to 1 MiB. */
    private static final DataSize MAX_CONFIGURABLE_SIZE = DataSize.ofKilobytes(768);

    /** Tabby waits 60 s for a response. */
    private static final Duration MAX_CONFIGURABLE_TIMEOUT = Duration.ofSeconds(50);

    public BodySettings {
        requireBetween(
                "paycast.ingest.body.max-size",
                maxSize,
                DataSize.ofBytes(1),
                MAX_CONFIGURABLE_SIZE);
        requireBetween(
                "paycast.ingest.body.timeout",
                timeout,
                Duration.ofMillis(1),
                MAX_CONFIGURABLE_TIMEOUT);
        requirePositive("paycast.ingest.body.max-requests", maxRequests);
        require(
                maxMemory.compareTo(maxSize) >= 0,
                "paycast.ingest.body.max-memory must be at least paycast.ingest.body.max-size (%s), but is %s."
                        .formatted(SettingFormat.text(maxSize), SettingFormat.text(maxMemory)));
    }

    /** Returns the limit of all bodies, with nothing in flight. */
    public InFlightLimit inFlightLimit() {
        return new InFlightLimit(maxRequests, maxMemory.toBytes());
    }

    /** Returns a reader of bodies. */
    public BodyReader reader(InFlightLimit inFlight) {
        return new BodyReader(Math.toIntExact(maxSize.toBytes()), timeout, inFlight);
    }

    /**
     * Requires this timeout to be shorter than the server's for any body, which would otherwise
     * come first.
     */
    public void checkTimeout(Duration anyBody) {
        require(
                timeout.compareTo(anyBody) < 0,
                "paycast.ingest.body.timeout must be shorter than paycast.http.body-timeout (%s), but is %s."
                        .formatted(SettingFormat.text(anyBody), SettingFormat.text(timeout)));
    }
}
