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
 * Appends records to Kafka and says when they are on the in-sync replicas. Thread-safe; appending
 * never blocks, so that it may be done on an event loop.
 *
 * <p>The producer may not wait for anything ({@code max.block.ms=0}): where it does not know a
 * topic's leaders yet or its buffer is full, the record is not acknowledged, at once. {@link
 * KafkaMonitor} sees to it that it knows the leaders.
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
     * @param kafka where Kafka is and how to log in there
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
     * @param callback told once what became of it, on the producer's thread or on the caller's;
     *     must not block
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
            // What send throws, rather than reports, is final for this producer.
            discard(open);
            callback.accept(failed(fault));
        }
    }

    /** Opens the producer unless it is open and good; throws if that cannot be done yet. */
    void open() {
        for (var old = broken.poll(); old != null; old = broken.poll()) {
            old.close(Duration.ZERO);
        }
        if (producer.get() == null) {
            producer.set(producers.get());
        }
    }

    /** Has the producer know all these topics' leaders; false if it has yet to learn some. */
    boolean hasMetadata(Collection<String> topics) {
        var open = producer.get();
        if (open == null) {
            return false;
        }
        boolean all = true;
        for (var topic : topics) {
            all &= hasMetadata(open, topic); // asks for each, so that all are learned at once
        }
        return all;
    }

    /** Waits for what was appended, within the delivery time-out, and lets go of Kafka. */
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

    /** Leaves the closing, which may block, to the thread that opens the next one. */
    private void discard(Producer<String, byte[]> open) {
        if (producer.compareAndSet(open, null)) {
            LOG.warn("kafka producer given up; a new one will be opened");
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
        // A webhook is answered when its record is acknowledged, so waiting for company only adds
        // to its latency; under load, records gather in batches while five requests are under way.
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
        // Leaders stay known through quiet times; else the first webhook after one would be
        // refused.
        config.put(ProducerConfig.METADATA_MAX_IDLE_CONFIG, METADATA_MAX_IDLE.toMillis());
        return config;
    }
}
