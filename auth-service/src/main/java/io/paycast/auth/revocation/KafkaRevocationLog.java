package io.paycast.auth.revocation;

import io.paycast.events.Revocation;
import io.paycast.events.Topics;
import io.paycast.kafka.TopicCreator;
import io.paycast.kafka.TopicDurability;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Writes to the compacted topic {@link Topics#REVOCATIONS}. It creates its producer on first use
 * and again after each failure, because a producer cannot be constructed while the broker's name
 * does not resolve.
 */
public final class KafkaRevocationLog implements RevocationLog {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaRevocationLog.class);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Map<String, Object> adminSettings;
    private final Map<String, Object> producerSettings;
    private final Optional<Short> replication;
    private final Optional<Integer> minInSyncReplicas;
    private @Nullable Producer<String, byte[]> producer;
    private @Nullable Uuid checkedForRisks;

    /**
     * @param replication the replication factor of a new topic; empty for the broker's default
     * @param minInSyncReplicas its {@code min.insync.replicas}; empty for 2 with a replication
     *     factor of 3 or more, and for the broker's default otherwise
     */
    public KafkaRevocationLog(
            Map<String, Object> adminSettings,
            Map<String, Object> producerSettings,
            Optional<Short> replication,
            Optional<Integer> minInSyncReplicas) {
        int millis = (int) TIMEOUT.toMillis();
        this.adminSettings = new HashMap<>(adminSettings);
        this.adminSettings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
        this.adminSettings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
        this.producerSettings = new HashMap<>(producerSettings);
        this.producerSettings.put(ProducerConfig.ACKS_CONFIG, "all");
        this.producerSettings.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        this.producerSettings.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        this.producerSettings.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, millis);
        this.producerSettings.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, millis / 2);
        this.producerSettings.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, millis);
        this.replication = replication;
        this.minInSyncReplicas = minInSyncReplicas;
    }

    @Override
    public Uuid ensureTopic() throws InterruptedException {
        try {
            var admin = Admin.create(adminSettings);
            try {
                var existing = topicId(admin);
                if (existing.isEmpty()) {
                    TopicCreator.createIfMissing(
                            admin, topic(replication, minInSyncReplicas), TIMEOUT);
                    existing = topicId(admin);
                }
                var id =
                        existing.orElseThrow(
                                () -> new KafkaException("The new topic is not known yet."));
                if (!id.equals(checkedForRisks)) {
                    reportRisks(admin);
                    checkedForRisks = id;
                }
                return id;
            } finally {
                admin.close(Duration.ZERO); // a longer close would wait for the broker to respond
            }
        } catch (KafkaException e) {
            throw failed(e);
        }
    }

    /** Of three or more replicas, two must have a revocation, unless the settings differ. */
    static NewTopic topic(Optional<Short> replication, Optional<Integer> minInSyncReplicas) {
        var configs = new HashMap<String, String>();
        configs.put(TopicConfig.CLEANUP_POLICY_CONFIG, TopicConfig.CLEANUP_POLICY_COMPACT);
        minInSyncReplicas
                .or(() -> replication.filter(it -> it >= 3).map(_ -> 2))
                .ifPresent(
                        it -> configs.put(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, it.toString()));
        return new NewTopic(Topics.REVOCATIONS, Optional.of(1), replication).configs(configs);
    }

    private static void reportRisks(Admin admin) throws InterruptedException {
        try {
            for (var risk : TopicDurability.risks(admin, Topics.REVOCATIONS, TIMEOUT)) {
                LOG.warn("topic at risk topic={} risk=\"{}\"", Topics.REVOCATIONS, risk);
            }
        } catch (KafkaException e) {
            LOG.warn(
                    "topic not checked topic={} cause=\"{}\"",
                    Topics.REVOCATIONS,
                    e.getClass().getSimpleName());
        }
    }

    private static Optional<Uuid> topicId(Admin admin) throws InterruptedException {
        try {
            var found =
                    admin.describeTopics(List.of(Topics.REVOCATIONS))
                            .allTopicNames()
                            .get(TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            return Optional.ofNullable(found.get(Topics.REVOCATIONS))
                    .map(TopicDescription::topicId);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof UnknownTopicOrPartitionException) {
                return Optional.empty();
            }
            throw e.getCause() instanceof KafkaException fault ? fault : new KafkaException(e);
        } catch (TimeoutException e) {
            throw new KafkaException("Kafka did not describe the topic in time.", e);
        }
    }

    @Override
    public void publish(List<Revocation> revocations) throws InterruptedException {
        send(revocations.stream().map(Revocation::encode).toList());
    }

    @Override
    public void purge(List<Revocation> expired) throws InterruptedException {
        send(
                expired.stream()
                        .map(Revocation::encode)
                        .map(revocation ->
                                new ProducerRecord<>(
                                        revocation.topic(), revocation.key(), (byte[]) null))
                        .toList());
    }

    @Override
    public void close() {
        var current = producer;
        producer = null;
        if (current != null) {
            current.close(Duration.ZERO);
        }
    }

    private void send(List<ProducerRecord<String, byte[]>> messages) throws InterruptedException {
        try {
            var current = producer;
            if (current == null) {
                current =
                        new KafkaProducer<>(
                                producerSettings,
                                new StringSerializer(),
                                new ByteArraySerializer());
                producer = current;
            }
            var sent = new ArrayList<Future<?>>(messages.size());
            for (var message : messages) {
                sent.add(current.send(message));
            }
            for (var one : sent) {
                one.get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
            }
        } catch (ExecutionException | TimeoutException e) {
            close();
            throw failed(e.getCause() == null ? e : e.getCause());
        } catch (InterruptException e) {
            close();
            throw new InterruptedException();
        } catch (KafkaException e) {
            close();
            throw failed(e);
        }
    }

    private static RevocationLogException failed(Throwable cause) {
        return new RevocationLogException(
                "%s: %s".formatted(cause.getClass().getSimpleName(), cause.getMessage()), cause);
    }
}
