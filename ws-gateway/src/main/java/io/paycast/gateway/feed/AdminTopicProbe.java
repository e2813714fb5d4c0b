package io.paycast.gateway.feed;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeConfigsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks over connections of its own, every two seconds, so that no record waits for a probe. */
public final class AdminTopicProbe implements TopicProbe {

    private static final Logger LOG = LoggerFactory.getLogger(AdminTopicProbe.class);

    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(2);
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final Admin admin;
    private final String topic;
    private CompletableFuture<Optional<TopicState>> pending =
            CompletableFuture.completedFuture(Optional.empty());
    private boolean asked;
    private long askedAtNanos = System.nanoTime();

    /**
     * @param admin is closed with the probe
     */
    public AdminTopicProbe(Admin admin, String topic) {
        this.admin = admin;
        this.topic = topic;
    }

    @Override
    public Optional<TopicState> ask() {
        return await(request());
    }

    @Override
    public RecordTimes recordTimes(Collection<TopicPartition> partitions) {
        var newest = new HashMap<TopicPartition, Instant>();
        await(offsets(partitions, OffsetSpec.maxTimestamp(), IsolationLevel.READ_UNCOMMITTED))
                .forEach((partition, found) -> {
                    if (found.timestamp() >= 0) {
                        newest.put(partition, Instant.ofEpochMilli(found.timestamp()));
                    }
                });
        return new RecordTimes(newest, await(hasBrokerTimes()));
    }

    private <T> T await(CompletableFuture<T> response) {
        try {
            return response.get(2 * TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw kafkaException(e);
        } catch (TimeoutException e) {
            throw new KafkaException(
                    "Kafka did not describe topic %s in time.".formatted(topic), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    /** A gateway that may not read the topic's settings assumes the producers' times. */
    private CompletableFuture<Boolean> hasBrokerTimes() {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var options = new DescribeConfigsOptions().timeoutMs((int) TIMEOUT.toMillis());
        return admin.describeConfigs(List.of(resource), options)
                .all()
                .toCompletionStage()
                .toCompletableFuture()
                .thenApply(found -> Objects.requireNonNull(found.get(resource)))
                .thenApply(config -> config.get(TopicConfig.MESSAGE_TIMESTAMP_TYPE_CONFIG))
                .thenApply(type -> type != null && "LogAppendTime".equals(type.value()))
                .exceptionally(fault -> {
                    LOG.warn(
                            "topic settings unknown topic={} cause=\"{}\"",
                            topic,
                            innermost(fault).toString());
                    return false;
                });
    }

    @Override
    public Optional<Response> poll() {
        if (!asked) {
            if (System.nanoTime() - askedAtNanos >= INTERVAL_NANOS) {
                askedAtNanos = System.nanoTime();
                pending = request();
                asked = true;
            }
            return Optional.empty();
        }
        if (!pending.isDone()) {
            return Optional.empty();
        }
        asked = false;
        try {
            return Optional.of(
                    pending.join()
                            .<Response>map(Response.Found::new)
                            .orElseGet(Response.Missing::new));
        } catch (CompletionException e) {
            return Optional.of(new Response.Failed(kafkaException(e)));
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }

    private CompletableFuture<Optional<TopicState>> request() {
        var options = new DescribeTopicsOptions().timeoutMs((int) TIMEOUT.toMillis());
        return admin.describeTopics(List.of(topic), options)
                .allTopicNames()
                .toCompletionStage()
                .toCompletableFuture()
                .thenCompose(found -> ends(Objects.requireNonNull(found.get(topic))))
                .exceptionally(fault -> {
                    if (innermost(fault) instanceof UnknownTopicOrPartitionException) {
                        return Optional.empty();
                    }
                    throw new CompletionException(innermost(fault));
                });
    }

    private CompletableFuture<Optional<TopicState>> ends(TopicDescription description) {
        var partitions =
                description.partitions().stream()
                        .map(info -> new TopicPartition(topic, info.partition()))
                        .toList();
        // An open transaction is not read, and must not look like a feed that lags.
        return offsets(partitions, OffsetSpec.latest(), IsolationLevel.READ_COMMITTED)
                .thenApply(offsets -> {
                    Map<TopicPartition, Long> ends = new HashMap<>();
                    offsets.forEach((partition, end) -> ends.put(partition, end.offset()));
                    return Optional.of(new TopicState(description.topicId(), ends));
                });
    }

    private CompletableFuture<Map<TopicPartition, ListOffsetsResultInfo>> offsets(
            Collection<TopicPartition> partitions, OffsetSpec spec, IsolationLevel isolation) {
        var wanted = new HashMap<TopicPartition, OffsetSpec>();
        partitions.forEach(partition -> wanted.put(partition, spec));
        var options = new ListOffsetsOptions(isolation).timeoutMs((int) TIMEOUT.toMillis());
        return admin.listOffsets(wanted, options).all().toCompletionStage().toCompletableFuture();
    }

    private static KafkaException kafkaException(Exception e) {
        return innermost(e) instanceof KafkaException fault ? fault : new KafkaException(e);
    }

    private static Throwable innermost(Throwable fault) {
        var cause = fault;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
