package io.paycast.gateway.feed;

import io.paycast.events.Topics;
import io.paycast.gateway.cluster.Cluster;
import io.paycast.gateway.cluster.Heartbeat;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Publishes this gateway's heartbeat to {@code gateway-presence} every five seconds and consumes
 * the others', on a thread of its own. It creates the topic if that is missing. If it may not, or
 * Kafka is down, the gateway works without heartbeats and knows no other gateway.
 */
public final class HeartbeatFeed implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(HeartbeatFeed.class);
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long INTERVAL_NANOS = TimeUnit.SECONDS.toNanos(5);
    private static final long TOPIC_RETRY_NANOS = TimeUnit.SECONDS.toNanos(30);
    private static final long ACK_TIMEOUT_MILLIS = 3_000;

    private final ConsumerLoop loop;
    private final Supplier<Producer<String, byte[]>> producers;
    private final Runnable createTopic;
    private final Supplier<Heartbeat> heartbeats;
    private final Cluster cluster;
    private final LongSupplier nanoTime;

    // confined to the loop's thread
    private final Map<TopicPartition, Long> next = new HashMap<>();
    private long sentAtNanos;
    private long topicAttemptAtNanos;
    private String lastFault = "";
    private long skipped;

    // Written by the loop's thread, and read by close() after that thread has ended.
    private volatile @Nullable Producer<String, byte[]> producer;
    private volatile boolean sent;

    /**
     * @param consumers creates a consumer without a group
     * @param producers creates a producer
     * @param createTopic creates the topic unless it exists
     * @param heartbeats creates the current heartbeat of this gateway
     * @param nanoTime a monotonic clock
     */
    public HeartbeatFeed(
            Supplier<Consumer<String, byte[]>> consumers,
            Supplier<Producer<String, byte[]>> producers,
            Runnable createTopic,
            Supplier<Heartbeat> heartbeats,
            Cluster cluster,
            LongSupplier nanoTime) {
        this.loop = new ConsumerLoop("heartbeat-feed", consumers, this::follow);
        this.producers = producers;
        this.createTopic = createTopic;
        this.heartbeats = heartbeats;
        this.cluster = cluster;
        this.nanoTime = nanoTime;
        this.sentAtNanos = nanoTime.getAsLong() - INTERVAL_NANOS;
        this.topicAttemptAtNanos = nanoTime.getAsLong() - TOPIC_RETRY_NANOS;
    }

    /** Starts the thread. */
    public void start() {
        loop.start();
    }

    /** The age of the last acknowledged heartbeat; any thread. */
    public Duration age() {
        return loop.age();
    }

    /** Stops the thread and sends the tombstone of this gateway. */
    @Override
    public void close() {
        loop.close();
        var open = producer;
        if (open == null) {
            return;
        }
        try {
            if (sent) {
                sendAndWait(open, Heartbeat.tombstone(cluster.ownId()));
            }
        } catch (KafkaException e) {
            LOG.info("tombstone not sent cause=\"{}\"", e.toString());
        } finally {
            open.close(Duration.ZERO);
        }
    }

    private void follow(Consumer<String, byte[]> consumer) {
        try {
            if (assignAll(consumer)) {
                while (!loop.isStopped()) {
                    heartbeatIfDue();
                    consumer.poll(POLL).forEach(this::process);
                    healthy();
                }
            }
        } catch (WakeupException | InterruptException e) {
            throw e;
        } catch (KafkaException e) {
            sent = false;
            if (e instanceof OffsetOutOfRangeException) {
                next.clear(); // the topic was replaced, or kept less than was missed
            }
            unhealthy(e);
        }
    }

    /**
     * Assigns all partitions, each from its first unread record.
     *
     * @return false if the topic does not exist yet
     */
    private boolean assignAll(Consumer<String, byte[]> consumer) {
        var all = TopicPartitions.of(consumer, Topics.PRESENCE);
        if (all.isEmpty()) {
            if (nanoTime.getAsLong() - topicAttemptAtNanos >= TOPIC_RETRY_NANOS) {
                topicAttemptAtNanos = nanoTime.getAsLong();
                createTopic.run();
                LOG.info("topic created topic={}", Topics.PRESENCE);
            }
            return false;
        }
        consumer.assign(all);
        seek(consumer, all);
        return true;
    }

    private void seek(Consumer<String, byte[]> consumer, List<TopicPartition> all) {
        consumer.seekToBeginning(all);
        for (var partition : all) {
            var offset = next.get(partition);
            if (offset != null) {
                consumer.seek(partition, offset);
            }
        }
    }

    private void heartbeatIfDue() {
        if (nanoTime.getAsLong() - sentAtNanos < INTERVAL_NANOS) {
            return;
        }
        sentAtNanos = nanoTime.getAsLong();
        var open = producer;
        if (open == null) {
            open = producers.get();
            producer = open;
        }
        sendAndWait(open, heartbeats.get().encode());
        sent = true;
        loop.roundCompleted();
    }

    private static void sendAndWait(
            Producer<String, byte[]> producer, ProducerRecord<String, byte[]> message) {
        try {
            producer.send(message).get(ACK_TIMEOUT_MILLIS, TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException fault ? fault : new KafkaException(e);
        } catch (TimeoutException e) {
            throw new KafkaException("Kafka did not acknowledge the heartbeat in time.", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    private void process(ConsumerRecord<String, byte[]> message) {
        next.put(new TopicPartition(message.topic(), message.partition()), message.offset() + 1);
        if (message.key() != null && message.value() == null) {
            cluster.remove(message.key());
            return;
        }
        Heartbeat.decode(message)
                .ifPresentOrElse(
                        heartbeat -> cluster.record(heartbeat, appendedAtMillis(message)),
                        () -> skip(message));
    }

    private static OptionalLong appendedAtMillis(ConsumerRecord<String, byte[]> message) {
        return message.timestampType() == TimestampType.LOG_APPEND_TIME
                ? OptionalLong.of(message.timestamp())
                : OptionalLong.empty();
    }

    /** Logs the first, second, fourth, eighth such record: a faulty writer may never stop. */
    private void skip(ConsumerRecord<String, byte[]> message) {
        if (Long.bitCount(++skipped) == 1) {
            LOG.warn(
                    "record skipped topic={} partition={} offset={} skipped={}",
                    message.topic(),
                    message.partition(),
                    message.offset(),
                    skipped);
        }
    }

    private void healthy() {
        if (!lastFault.isEmpty()) {
            LOG.info("heartbeats restored");
            lastFault = "";
        }
    }

    private void unhealthy(KafkaException fault) {
        var name = fault.getClass().getSimpleName();
        if (!name.equals(lastFault)) {
            LOG.warn(
                    "heartbeats failed, other gateways are unknown cause=\"{}\"", fault.toString());
            lastFault = name;
        }
    }
}
