package io.paycast.ingest.eventlog;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.paycast.events.Topics;
import io.paycast.kafka.TopicCreator;
import io.paycast.kafka.TopicDurability;
import io.paycast.settings.SettingFormat;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.AuthorizationException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Creates the topics of ingest that are missing, and leaves an existing topic as it is. It blocks
 * for as long as Kafka takes to respond.
 */
final class IngestTopics {

    static final List<String> TOPICS =
            List.of(Topics.PAYMENT_EVENTS, Topics.QUARANTINE, Topics.DISPUTES);

    private static final String BROKER_TIME = "LogAppendTime";

    private static final Logger LOG = LoggerFactory.getLogger(IngestTopics.class);

    private final TopicSettings settings;
    private final Duration timeout;

    IngestTopics(TopicSettings settings, Duration timeout) {
        this.settings = settings;
        this.timeout = timeout;
    }

    /** Creates the missing topics, and logs where an existing topic differs from the settings. */
    void ensure(Admin admin) throws InterruptedException, ExecutionException, TimeoutException {
        var existing = within(admin.listTopics().names());
        for (var topic : TOPICS) {
            if (existing.contains(topic)) {
                compareIfAuthorized(admin, topic);
            } else {
                create(admin, topic);
            }
        }
    }

    /** Returns whether every partition of every topic has a leader. */
    boolean haveLeaders(Admin admin)
            throws InterruptedException, ExecutionException, TimeoutException {
        return describe(admin, Set.copyOf(TOPICS)).values().stream()
                .flatMap(topic -> topic.partitions().stream())
                .noneMatch(partition -> partition.leader() == null || partition.leader().isEmpty());
    }

    private void create(Admin admin, String topic) throws InterruptedException {
        var wanted =
                new NewTopic(topic, settings.partitions(), (short) settings.replication())
                        .configs(
                                Map.of(
                                        TopicConfig.RETENTION_MS_CONFIG,
                                        Long.toString(settings.retention().toMillis()),
                                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                                        Integer.toString(settings.minInSyncReplicas()),
                                        // retention and readers rely on one clock, the broker's
                                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                                        BROKER_TIME,
                                        TopicConfig.CLEANUP_POLICY_CONFIG,
                                        TopicConfig.CLEANUP_POLICY_DELETE));
        if (TopicCreator.createIfMissing(admin, wanted, timeout)) {
            LOG.info(
                    "topic created topic={} partitions={} replication={} retention={}",
                    topic,
                    settings.partitions(),
                    settings.replication(),
                    SettingFormat.text(settings.retention()));
        }
    }

    private void compareIfAuthorized(Admin admin, String topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        try {
            compare(admin, topic);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof AuthorizationException)) {
                throw e;
            }
            LOG.warn("topic not compared with settings topic={} fault=Authorization", topic);
        }
    }

    private void compare(Admin admin, String topic)
            throws InterruptedException, ExecutionException, TimeoutException {
        var description = describe(admin, Set.of(topic)).get(topic);
        if (description != null && description.partitions().size() != settings.partitions()) {
            LOG.warn(
                    "topic differs from settings topic={} partitions={} paycast.ingest.topics.partitions={}",
                    topic,
                    description.partitions().size(),
                    settings.partitions());
        }
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var config = within(admin.describeConfigs(Set.of(resource)).all()).get(resource);
        var retention = config == null ? null : config.get(TopicConfig.RETENTION_MS_CONFIG);
        long wantedMillis = settings.retention().toMillis();
        if (retention != null && !Long.toString(wantedMillis).equals(retention.value())) {
            LOG.warn(
                    "topic differs from settings topic={} retention.ms={} paycast.ingest.topics.retention={}ms",
                    topic,
                    retention.value(),
                    wantedMillis);
        }
        var timestamps =
                config == null ? null : config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG);
        if (timestamps != null && !BROKER_TIME.equals(timestamps.value())) {
            LOG.warn(
                    "topic has the producers' times topic={} message.timestamp.type={} wanted={}",
                    topic,
                    timestamps.value(),
                    BROKER_TIME);
        }
        reportRisks(admin, topic);
    }

    private void reportRisks(Admin admin, String topic) throws InterruptedException {
        try {
            for (var risk : TopicDurability.risks(admin, topic, timeout)) {
                LOG.warn("topic at risk topic={} risk=\"{}\"", topic, risk);
            }
        } catch (KafkaException e) {
            LOG.warn(
                    "topic not checked topic={} cause=\"{}\"", topic, e.getClass().getSimpleName());
        }
    }

    private Map<String, TopicDescription> describe(Admin admin, Set<String> topics)
            throws InterruptedException, ExecutionException, TimeoutException {
        var options = new DescribeTopicsOptions().timeoutMs((int) timeout.toMillis());
        return within(admin.describeTopics(topics, options).allTopicNames());
    }

    private <T> T within(KafkaFuture<T> response)
            throws InterruptedException, ExecutionException, TimeoutException {
        return response.get(timeout.toMillis(), MILLISECONDS);
    }
}
