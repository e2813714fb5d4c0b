package io.paycast.ingest.eventlog;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How ingest's topics are created where they do not exist yet.
 *
 * @param partitions of each topic
 * @param replication copies of each partition; all but one must have a record before it counts
 * @param retention how long records are kept
 */
public record TopicSettings(
        @DefaultValue("6") int partitions,
        @DefaultValue("1") int replication,
        @DefaultValue("7d") Duration retention) {

    public TopicSettings {
        if (partitions < 1 || partitions > 1_000) {
            throw new IllegalArgumentException(
                    "paycast.ingest.topics.partitions must be between 1 and 1000, such as 6");
        }
        if (replication < 1 || replication > 7) {
            throw new IllegalArgumentException(
                    "paycast.ingest.topics.replication must be between 1 and 7, such as 3");
        }
        if (retention.compareTo(Duration.ofHours(1)) < 0
                || retention.compareTo(Duration.ofDays(3_650)) > 0) {
            throw new IllegalArgumentException(
                    "paycast.ingest.topics.retention must be between 1h and 3650d, such as 7d");
        }
    }

    int minInSyncReplicas() {
        return Math.max(1, replication - 1);
    }
}
