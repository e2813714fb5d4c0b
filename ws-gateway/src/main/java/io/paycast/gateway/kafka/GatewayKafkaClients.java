package io.paycast.gateway.kafka;

import io.paycast.events.Topics;
import io.paycast.kafka.TopicCreator;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

/**
 * Creates Kafka clients from Spring Boot's {@code spring.kafka.*} settings and the gateway's own
 * requirements.
 */
public final class GatewayKafkaClients {

    private static final Duration API_TIMEOUT = Duration.ofSeconds(10);
    private static final int MAX_POLL_RECORDS = 2_000;
    private static final int METADATA_MAX_AGE_MILLIS = 10_000;
    private static final int DELIVERY_TIMEOUT_MILLIS = 10_000;
    private static final int HEARTBEAT_TIMEOUT_MILLIS = 2_000;

    private final KafkaProperties settings;

    public GatewayKafkaClients(KafkaProperties settings) {
        this.settings = settings;
    }

    /**
     * Creates a consumer without a group, for one thread. It fails where Kafka has deleted records,
     * instead of skipping them.
     */
    public Consumer<String, byte[]> consumer() {
        return consumer(MAX_POLL_RECORDS);
    }

    /**
     * Creates such a consumer whose polls return one record each. The client sends no fetch while
     * it has unread records, so a single record is returned before the next fetch and not after it.
     * Measured: docs/decisions/005.
     */
    public Consumer<String, byte[]> singleRecordConsumer() {
        return consumer(1);
    }

    private Consumer<String, byte[]> consumer(int maxPollRecords) {
        Map<String, Object> config = settings.buildConsumerProperties();
        config.remove(ConsumerConfig.GROUP_ID_CONFIG);
        config.put(ConsumerConfig.ENABLE_AUTO_COMMIT_CONFIG, false);
        config.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "none");
        // a transaction that was aborted never happened
        config.put(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        config.put(ConsumerConfig.ALLOW_AUTO_CREATE_TOPICS_CONFIG, false);
        config.put(ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) API_TIMEOUT.toMillis());
        // How soon a new partition is read.
        config.putIfAbsent(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MAX_AGE_MILLIS);
        config.put(ConsumerConfig.MAX_POLL_RECORDS_CONFIG, maxPollRecords);
        return new KafkaConsumer<>(config, new StringDeserializer(), new ByteArrayDeserializer());
    }

    /** Creates a producer whose acknowledged records are on all in-sync replicas. */
    public Producer<String, byte[]> producer() {
        Map<String, Object> config = settings.buildProducerProperties();
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, DELIVERY_TIMEOUT_MILLIS / 2);
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /** Creates a producer for heartbeats, which matter for seconds only; it never blocks long. */
    public Producer<String, byte[]> heartbeatProducer() {
        Map<String, Object> config = settings.buildProducerProperties();
        config.put(ProducerConfig.ACKS_CONFIG, "1");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, false);
        config.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, HEARTBEAT_TIMEOUT_MILLIS);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, HEARTBEAT_TIMEOUT_MILLIS);
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, HEARTBEAT_TIMEOUT_MILLIS);
        return new KafkaProducer<>(config, new StringSerializer(), new ByteArraySerializer());
    }

    /**
     * Creates the topic for heartbeats unless it exists. The topic keeps the broker's time and at
     * most an hour of records, compacted.
     *
     * @throws KafkaException if the broker refuses, or does not respond in time
     */
    public void createHeartbeatTopic() {
        var topic =
                new NewTopic(Topics.PRESENCE, Optional.of(1), Optional.empty())
                        .configs(
                                Map.of(
                                        TopicConfig.CLEANUP_POLICY_CONFIG,
                                        "compact,delete",
                                        TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG,
                                        "LogAppendTime",
                                        TopicConfig.RETENTION_MS_CONFIG,
                                        "3600000",
                                        TopicConfig.SEGMENT_MS_CONFIG,
                                        "600000",
                                        TopicConfig.SEGMENT_BYTES_CONFIG,
                                        "1048576",
                                        TopicConfig.DELETE_RETENTION_MS_CONFIG,
                                        "60000",
                                        TopicConfig.MIN_CLEANABLE_DIRTY_RATIO_CONFIG,
                                        "0.1"));
        try (var admin = Admin.create(settings.buildAdminProperties())) {
            TopicCreator.createIfMissing(admin, topic, API_TIMEOUT);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    /** The bootstrap servers, as {@code host:port}. */
    public List<String> bootstrapServers() {
        return settings.getBootstrapServers();
    }

    /** Creates a client that queries topics. */
    public Admin admin() {
        return Admin.create(settings.buildAdminProperties());
    }
}
