package io.paycast.bench.baseline;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.paycast.bench.delivery.DeliveryCheck;
import io.paycast.testsupport.ProcessUsage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Scanner;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * Loads Kafka with bare clients: the settings, keys and partitions of the services without the
 * services. Runs in a process of its own.
 */
final class BareKafkaClients {

    private static final int RECORD_BYTES = 400;
    private static final int KEY_BYTES = 36;
    private static final int PARTITIONS = 6;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long TIMEOUT_NANOS = 20_000_000_000L;
    private static final long PID = ProcessHandle.current().pid();
    private static final String TOPIC = "bench-floor-" + PID;

    private final KafkaProducer<byte[], byte[]> producer;
    private final KafkaConsumer<byte[], byte[]> consumer;
    private long number;

    private BareKafkaClients(
            KafkaProducer<byte[], byte[]> producer, KafkaConsumer<byte[], byte[]> consumer) {
        this.producer = producer;
        this.consumer = consumer;
    }

    /**
     * Loads Kafka once for each line of standard input, and prints the result. A line is the
     * duration and the pause between records, in nanoseconds. Arguments: the broker, and records in
     * flight; 0 for one record at a time until it is consumed.
     */
    static void main(String[] arguments) throws Exception {
        int inFlight = Integer.parseInt(arguments[1]);
        var broker = Map.<String, Object>of("bootstrap.servers", arguments[0]);
        try (var admin = Admin.create(broker)) {
            admin.createTopics(List.of(new NewTopic(TOPIC, PARTITIONS, (short) 1))).all().get();
        }
        var settings = new HashMap<>(broker);
        settings.putAll(Map.of("acks", "all", "linger.ms", "0"));
        var toBytes = new ByteArraySerializer();
        var fromBytes = new ByteArrayDeserializer();
        try (var producer = new KafkaProducer<>(settings, toBytes, toBytes);
                var consumer = new KafkaConsumer<>(broker, fromBytes, fromBytes)) {
            var partitions =
                    IntStream.range(0, PARTITIONS)
                            .mapToObj(i -> new TopicPartition(TOPIC, i))
                            .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var clients = new BareKafkaClients(producer, consumer);
            producer.send(clients.nextRecord()).get(); // the first record takes longer
            var input = new Scanner(System.in, US_ASCII);
            for (int load = 1; input.hasNextLong(); load++) {
                long end = System.nanoTime() + input.nextLong();
                long pause = input.nextLong();
                var result =
                        inFlight == 0
                                ? clients.roundTrips(end, pause)
                                : clients.produce(inFlight, end);
                System.out.printf("%s%d: %s%n", Baseline.RESULT, load, result);
            }
        }
    }

    /** Sends one record at a time until it is consumed; returns the median in nanoseconds. */
    private String roundTrips(long end, long pauseNanos) {
        var latencies = new Histogram(DeliveryCheck.DIGITS);
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(pauseNanos);
            long began = System.nanoTime();
            producer.send(nextRecord());
            boolean consumed = false;
            while (!consumed) {
                if (System.nanoTime() - began > TIMEOUT_NANOS) {
                    throw new IllegalStateException("a record was not consumed within 20 s");
                }
                for (var found : consumer.poll(POLL)) {
                    consumed |= ByteBuffer.wrap(found.value()).getLong() == number;
                }
            }
            latencies.recordValue(System.nanoTime() - began);
        }
        return Long.toString(latencies.getValueAtPercentile(50));
    }

    /** Produces with records in flight; returns records per second and CPU per record. */
    private String produce(int inFlight, long end) throws InterruptedException {
        var permits = new Semaphore(inFlight);
        var acknowledged = new AtomicLong();
        var failed = new AtomicLong();
        long began = System.nanoTime();
        var used = ProcessUsage.cpu(PID);
        while (System.nanoTime() < end) {
            permits.acquire();
            producer.send(
                    nextRecord(),
                    (_, failure) -> {
                        (failure == null ? acknowledged : failed).incrementAndGet();
                        permits.release();
                    });
        }
        long nanos = System.nanoTime() - began;
        long count = Math.max(1, acknowledged.get());
        long cpu = ProcessUsage.cpu(PID).minus(used).toNanos();
        permits.acquire(inFlight); // the next load starts without records in flight
        if (failed.get() > 0) {
            throw new IllegalStateException("Kafka failed %d records".formatted(failed.get()));
        }
        return "%d %d".formatted(Math.round(count * 1e9 / nanos), cpu / count);
    }

    /** The key is as long as a payment id; the value begins with the number. */
    private ProducerRecord<byte[], byte[]> nextRecord() {
        number++;
        var key = Arrays.copyOf(Long.toString(number).getBytes(US_ASCII), KEY_BYTES);
        var value = ByteBuffer.allocate(RECORD_BYTES).putLong(number).array();
        return new ProducerRecord<>(TOPIC, key, value);
    }
}
