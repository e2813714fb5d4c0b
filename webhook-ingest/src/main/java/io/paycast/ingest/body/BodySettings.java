package io.paycast.ingest.body;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * How much of a body is read, for how long, and how many at once.
 *
 * @param maxSize of one body; beyond it, 413
 * @param timeout from a request's headers to its body's last byte; beyond it, 408
 * @param maxRequests being read or waiting for Kafka at once; beyond it, 503
 * @param maxMemory that all bodies being read or waiting for Kafka take; beyond it, 503
 */
public record BodySettings(
        @DefaultValue("256KB") DataSize maxSize,
        @DefaultValue("10s") Duration timeout,
        @DefaultValue("4096") int maxRequests,
        @DefaultValue("64MB") DataSize maxMemory) {

    /** Kafka's brokers take records of up to 1 MiB unless told otherwise. */
    private static final DataSize MAX_CONFIGURABLE_SIZE = DataSize.ofKilobytes(768);

    public BodySettings {
        if (maxSize.toBytes() < 1 || maxSize.compareTo(MAX_CONFIGURABLE_SIZE) > 0) {
            throw new IllegalArgumentException(
                    "paycast.ingest.body.max-size must be between 1B and 768KB, such as 256KB");
        }
        if (timeout.toMillis() < 1 || timeout.compareTo(Duration.ofSeconds(50)) > 0) {
            throw new IllegalArgumentException(
                    "paycast.ingest.body.timeout must be between 1ms and 50s (Tabby waits 60s), such as 10s");
        }
        if (maxRequests < 1) {
            throw new IllegalArgumentException(
                    "paycast.ingest.body.max-requests must be at least 1, such as 4096");
        }
        if (maxMemory.compareTo(maxSize) < 0) {
            throw new IllegalArgumentException(
                    "paycast.ingest.body.max-memory must not be less than paycast.ingest.body.max-size,"
                            + " such as 64MB");
        }
    }
}
