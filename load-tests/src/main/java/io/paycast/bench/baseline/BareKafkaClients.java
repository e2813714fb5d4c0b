package io.paycast.bench.baseline;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.paycast.bench.delivery.DeliveryCheck;
import io.paycast.bench.process.ProcessUsage;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/**
 * What Kafka costs at the least: bare clients with the settings of the services, and records with
 * keys like theirs, spread over as many partitions.
 */
final class BareKafkaClients {

    private static final int RECORD_BYTES = 400;
    private static final int KEY_BYTES = 36;
    private static final int PARTITIONS = 6;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final String broker;
    private final String topic = "bench-floor-" + ProcessHandle.current().pid();
    private long number;

    private BareKafkaClients(String broker) {
        this.broker = broker;
    }

    /**
     * Loads Kafka as long as each line of standard input says, and says what was found. A line is a
     * duration and the time from one record that was consumed to the next, in nanoseconds.
     * Arguments: the broker, and records in flight; 0 also consumes.
     */
    static void main(String[] arguments) throws Exception {
        var floor = new BareKafkaClients(arguments[0]);
        int inFlight = Integer.parseInt(arguments[1]);
        floor.createTopic();
        try (var producer = floor.producer();
                var consumer = floor.consumer()) {
            floor.connect(producer);
            var asked = new BufferedReader(new InputStreamReader(System.in, US_ASCII));
            String line;
            for (int load = 1; (line = asked.readLine()) != null; load++) {
                var times = line.split(" ", -1);
                long end = System.nanoTime() + Long.parseLong(times[0]);
                var found =
                        inFlight == 0
                                ? floor.thereAndBack(
                                        producer, consumer, end, Long.parseLong(times[1]))
                                : floor.produce(producer, inFlight, end);
                System.out.printf("%s%d: %s%n", Baseline.RESULT, load, found);
            }
        }
    }

    private void createTopic() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
        }
    }

    /** One record at a time, until it has been consumed: the median. */
    private String thereAndBack(
            KafkaProducer<byte[], byte[]> producer,
            KafkaConsumer<byte[], byte[]> consumer,
            long end,
            long thinkNanos) {
        var latencies = DeliveryCheck.newHistogram();
        while (System.nanoTime() < end) {
            LockSupport.parkNanos(thinkNanos);
            long began = System.nanoTime();
            number++;
            var value = ByteBuffer.allocate(RECORD_BYTES).putLong(number).array();
            producer.send(new ProducerRecord<>(topic, key(number), value));
            boolean back = false;
            while (!back) {
                if (System.nanoTime() - began > PATIENCE_NANOS) {
                    throw new IllegalStateException("a record does not come back from Kafka");
                }
                for (var found : consumer.poll(POLL)) {
                    back |= ByteBuffer.wrap(found.value()).getLong() == number;
                }
            }
            DeliveryCheck.record(latencies, System.nanoTime() - began);
        }
        return Long.toString(latencies.getValueAtPercentile(50));
    }

    /** As many as are acknowledged, so many under way: a second's, and CPU for each. */
    private String produce(KafkaProducer<byte[], byte[]> producer, int inFlight, long end)
            throws InterruptedException {
        var under = new Semaphore(inFlight);
        var acknowledged = new AtomicLong();
        var refused = new AtomicLong();
        var value = new byte[RECORD_BYTES];
        long began = System.nanoTime();
        var used = ProcessUsage.ofThis();
        while (System.nanoTime() < end) {
            under.acquire();
            number++;
            producer.send(
                    new ProducerRecord<>(topic, key(number), value),
                    (_, failure) -> {
                        (failure == null ? acknowledged : refused).incrementAndGet();
                        under.release();
                    });
        }
        long nanos = System.nanoTime() - began;
        long many = Math.max(1, acknowledged.get());
        long cpu = ProcessUsage.ofThis().cpu().minus(used.cpu()).toNanos();
        under.acquire(inFlight); // none is left for what comes next
        if (refused.get() > 0) {
            throw new IllegalStateException("Kafka refused %d records".formatted(refused.get()));
        }
        return "%d %d".formatted(Math.round(many * 1e9 / nanos), cpu / many);
    }

    /** As long as a payment's id. */
    private static byte[] key(long number) {
        var digits = Long.toString(number).getBytes(US_ASCII);
        return Arrays.copyOf(digits, KEY_BYTES);
    }

    /** The first record takes long, and is not what this is about. */
    private void connect(KafkaProducer<byte[], byte[]> producer) throws Exception {
        var first = ByteBuffer.allocate(RECORD_BYTES).putLong(-1).array();
        producer.send(new ProducerRecord<>(topic, first)).get();
    }

    private KafkaProducer<byte[], byte[]> producer() {
        var settings = new Properties();
        settings.put("bootstrap.servers", broker);
        settings.put("acks", "all");
        settings.put("linger.ms", "0");
        return new KafkaProducer<>(settings, new ByteArraySerializer(), new ByteArraySerializer());
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        var settings = new Properties();
        settings.put("bootstrap.servers", broker);
        var consumer =
                new KafkaConsumer<>(
                        settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        var partitions =
                IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(topic, i)).toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        return consumer;
    }
}
