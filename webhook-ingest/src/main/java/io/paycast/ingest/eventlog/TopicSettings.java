package io.paycast.ingest.eventlog;

import static io.paycast.settings.SettingChecks.requireBetween;

import java.time.Duration;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Describes the topics that ingest creates if they are missing: {@code paycast.ingest.topics.*}.
 *
 * @param partitions the number of partitions of each topic
 * @param replication the number of copies of each partition; all but one must acknowledge a record
 * @param retention how long records are kept
 */
public record TopicSettings(
        @DefaultValue("6") int partitions,
        @DefaultValue("1") int replication,
        @DefaultValue("7d") Duration retention) {

    public TopicSettings {
        requireBetween("paycast.ingest.topics.partitions", partitions, 1, 1_000);
        requireBetween("paycast.ingest.topics.replication", replication, 1, 7);
        requireBetween(
                "paycast.ingest.topics.retention",
                retention,
                Duration.ofHours(1),
                Duration.ofDays(3_650));
    }

    int minInSyncReplicas() {
        return Math.max(1, replication - 1);
    }
}
