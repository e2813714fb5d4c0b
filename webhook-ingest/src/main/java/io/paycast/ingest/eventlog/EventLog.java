package io.paycast.ingest.eventlog;

import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Appends records to Kafka and reports when they are on the in-sync replicas. Thread-safe.
 * Appending never blocks, so an event loop may do it.
 *
 * <p>The producer never waits ({@code max.block.ms=0}). If it lacks a topic's metadata, or its
 * buffer is full, the result is {@link AppendResult.NotAcknowledged} at once. {@link KafkaMonitor}
 * fetches the metadata in advance.
 */
public final class EventLog implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final AppendResult ACKNOWLEDGED = new AppendResult.Acknowledged();
    private static final Duration METADATA_MAX_IDLE = Duration.ofDays(30);

    private final Supplier<Producer<String, byte[]>> producers;
    private final Duration closeTimeout;
    private final AtomicReference<@Nullable Producer<String, byte[]>> producer =
            new AtomicReference<>();
    private final Queue<Producer<String, byte[]>> broken = new ConcurrentLinkedQueue<>();

    /**
     * @param kafka the connection properties of Kafka
     */
    public EventLog(Map<String, Object> kafka, EventLogSettings settings) {
        this(producersOf(config(kafka, settings)), settings.deliveryTimeout());
    }

    EventLog(Supplier<Producer<String, byte[]>> producers, Duration closeTimeout) {
        this.producers = producers;
        this.closeTimeout = closeTimeout;
    }

    /**
     * Appends a record.
     *
     * @param callback receives the result once, on the producer's thread or the caller's; it must
     *     not block
     */
    public void append(ProducerRecord<String, byte[]> message, Consumer<AppendResult> callback) {
        var open = producer.get();
        if (open == null) {
            callback.accept(new AppendResult.NotAcknowledged("NotConnectedYet"));
            return;
        }
        try {
            var _ =
                    open.send(
                            message,
                            (_, fault) ->
                                    callback.accept(fault == null ? ACKNOWLEDGED : failed(fault)));
        } catch (KafkaException | IllegalStateException fault) {
            // An exception that send throws, rather than reports, is final for this producer.
            discard(open);
            callback.accept(failed(fault));
        }
    }

    /**
     * Opens the producer unless it is open, and closes those that failed. May block.
     *
     * @throws KafkaException if the producer cannot be created yet
     */
    void open() {
        for (var old = broken.poll(); old != null; old = broken.poll()) {
            old.close(Duration.ZERO);
        }
        if (producer.get() == null) {
            producer.set(producers.get());
        }
    }

    /** Returns whether the producer has the metadata of all these topics, and requests the rest. */
    boolean hasMetadata(Collection<String> topics) {
        var open = producer.get();
        if (open == null) {
            return false;
        }
        boolean all = true;
        for (var topic : topics) {
            all &= hasMetadata(open, topic); // no early exit: requests them all at once
        }
        return all;
    }

    /** Waits for the records in flight, for at most the delivery timeout, and disconnects. */
    @Override
    public void close() {
        var open = producer.getAndSet(null);
        if (open != null) {
            open.close(closeTimeout);
        }
    }

    private static boolean hasMetadata(Producer<String, byte[]> producer, String topic) {
        try {
            return !producer.partitionsFor(topic).isEmpty();
        } catch (TimeoutException notYet) {
            return false;
        }
    }

    /** Queues the producer for {@link #open}, because closing it may block. */
    private void discard(Producer<String, byte[]> open) {
        if (producer.compareAndSet(open, null)) {
            LOG.warn("kafka producer replaced");
            broken.add(open);
        }
    }

    private static Supplier<Producer<String, byte[]>> producersOf(Map<String, Object> config) {
        return () -> new KafkaProducer<>(config);
    }

    private static AppendResult failed(Exception fault) {
        return new AppendResult.NotAcknowledged(fault.getClass().getSimpleName());
    }

    private static Map<String, Object> config(
            Map<String, Object> kafka, EventLogSettings settings) {
        var config = new HashMap<>(kafka);
        config.putIfAbsent(ProducerConfig.CLIENT_ID_CONFIG, "paycast-ingest");
        // A webhook waits for its record, so lingering would only add latency. Under load, records
        // gather in batches anyway while five requests are in flight.
        config.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, 0);
        config.put(ProducerConfig.KEY_SERIALIZER_CLASS_CONFIG, StringSerializer.class);
        config.put(ProducerConfig.VALUE_SERIALIZER_CLASS_CONFIG, ByteArraySerializer.class);
        config.put(ProducerConfig.ACKS_CONFIG, "all");
        config.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        config.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 0);
        int deliveryMillis = Math.toIntExact(settings.deliveryTimeout().toMillis());
        config.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, deliveryMillis);
        config.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, Math.max(500, deliveryMillis / 3));
        config.put(ProducerConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        // Metadata must not expire while there is no traffic: the next webhook would be refused.
        config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, METADATA_MAX_IDLE.toMillis());
        return config;
    }
}
