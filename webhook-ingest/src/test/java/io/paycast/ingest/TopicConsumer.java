package io.paycast.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;

/** Consumes the records that are appended to a topic from now on. */
final class TopicConsumer implements AutoCloseable {

    private static final long PATIENCE_NANOS = Duration.ofSeconds(60).toNanos();

    private final KafkaConsumer<String, byte[]> consumer;

    TopicConsumer(String bootstrapServers, String topic) {
        consumer =
                new KafkaConsumer<>(
                        Map.of(
                                ConsumerConfig.BOOTSTRAP_SERVERS_CONFIG,
                                bootstrapServers,
                                ConsumerConfig.ISOLATION_LEVEL_CONFIG,
                                "read_committed"),
                        new StringDeserializer(),
                        new ByteArrayDeserializer());
        var partitions =
                consumer.partitionsFor(topic).stream()
                        .map(p -> new TopicPartition(topic, p.partition()))
                        .toList();
        consumer.assign(partitions);
        consumer.seekToEnd(partitions);
        partitions.forEach(consumer::position);
    }

    /** Returns the next records; fails if there are not exactly this many. */
    List<ConsumerRecord<String, byte[]>> next(int count) {
        var records = new ArrayList<ConsumerRecord<String, byte[]>>();
        long end = System.nanoTime() + PATIENCE_NANOS;
        while (records.size() < count && System.nanoTime() < end) {
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        if (records.size() != count) {
            throw new AssertionError(count + " records expected, but received " + records.size());
        }
        return records;
    }

    ConsumerRecord<String, byte[]> next() {
        return next(1).getFirst();
    }

    /** Returns the records that are there already, to assert that there are none. */
    List<ConsumerRecord<String, byte[]>> pollNow() {
        var records = new ArrayList<ConsumerRecord<String, byte[]>>();
        var ends = consumer.endOffsets(consumer.assignment());
        long deadline = System.nanoTime() + PATIENCE_NANOS;
        while (ends.entrySet().stream()
                .anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("the records up to " + ends + " did not arrive");
            }
            consumer.poll(Duration.ofMillis(200)).forEach(records::add);
        }
        return records;
    }

    static Map<String, String> headersOf(ConsumerRecord<String, byte[]> message) {
        var headers = new LinkedHashMap<String, String>();
        message.headers().forEach(h -> headers.put(h.key(), new String(h.value(), UTF_8)));
        return headers;
    }

    @Override
    public void close() {
        consumer.close();
    }
}
