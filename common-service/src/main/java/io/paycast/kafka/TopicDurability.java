package io.paycast.kafka;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;

/**
 * Finds settings of a topic with which an acknowledged record can be lost, or with which no record
 * can be written. Thread-safe; methods block.
 */
public final class TopicDurability {

    private TopicDurability() {}

    /**
     * Returns a sentence for each risk; empty if there is none.
     *
     * @param timeout how long the broker may take for each response
     * @throws KafkaException if the broker refuses, or does not respond in time
     */
    public static List<String> risks(Admin admin, String topic, Duration timeout)
            throws InterruptedException {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        int brokers = within(admin.describeCluster().nodes(), timeout).size();
        var description =
                within(admin.describeTopics(List.of(topic)).allTopicNames(), timeout).get(topic);
        var config = within(admin.describeConfigs(Set.of(resource)).all(), timeout).get(resource);
        int replicas =
                description == null
                        ? 0
                        : description.partitions().stream()
                                .mapToInt(partition -> partition.replicas().size())
                                .min()
                                .orElse(0);
        var minInSync = config == null ? null : config.get(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG);
        return replicas == 0 || minInSync == null
                ? List.of()
                : risks(brokers, replicas, value(minInSync));
    }

    static List<String> risks(int brokers, int replicas, int minInSync) {
        var risks = new ArrayList<String>();
        if (brokers > 1 && replicas == 1) {
            risks.add(
                    "It has 1 replica on a cluster of %d brokers: a lost broker loses records."
                            .formatted(brokers));
        }
        if (minInSync > replicas) {
            risks.add(
                    "min.insync.replicas is %d, but it has %d replicas: no record can be written."
                            .formatted(minInSync, replicas));
        } else if (replicas > 1 && minInSync == replicas) {
            risks.add(
                    "min.insync.replicas is %d, as many as its replicas: a lost broker stops writes."
                            .formatted(minInSync));
        } else if (replicas > 1 && minInSync == 1) {
            risks.add(
                    "min.insync.replicas is 1 of %d replicas: a lost broker can lose acknowledged"
                                    .formatted(replicas)
                            + " records.");
        }
        return risks;
    }

    private static int value(ConfigEntry entry) {
        return Integer.parseInt(entry.value());
    }

    private static <T> T within(KafkaFuture<T> response, Duration timeout)
            throws InterruptedException {
        try {
            return response.get(timeout.toMillis(), MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException fault ? fault : new KafkaException(e);
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "Kafka did not respond within %d ms.".formatted(timeout.toMillis()), e);
        }
    }
}
