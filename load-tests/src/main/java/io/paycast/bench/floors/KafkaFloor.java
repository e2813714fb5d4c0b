package io.paycast.bench.floors;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.paycast.bench.account.Tally;
import io.paycast.bench.process.Usage;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.AtomicLong;
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
final class KafkaFloor {

    private static final int RECORD_BYTES = 400;
    private static final int KEY_BYTES = 36;
    private static final int PARTITIONS = 6;
    private static final Duration POLL = Duration.ofMillis(500);
    private static final long PATIENCE_NANOS = 20_000_000_000L;

    private final String broker;
    private final String topic = "bench-floor-" + ProcessHandle.current().pid();
    private final long warmUpNanos;
    private final long durationNanos;

    private KafkaFloor(String broker, double warmUpSeconds, double seconds) {
        this.broker = broker;
        this.warmUpNanos = (long) (warmUpSeconds * 1e9);
        this.durationNanos = (long) (seconds * 1e9);
    }

    /** Arguments: the broker, seconds of warm-up, seconds, and in flight; 0 also consumes. */
    static void main(String[] arguments) throws Exception {
        var floor =
                new KafkaFloor(
                        arguments[0],
                        Double.parseDouble(arguments[1]),
                        Double.parseDouble(arguments[2]));
        int inFlight = Integer.parseInt(arguments[3]);
        floor.createTopic();
        System.out.println(
                Floor.RESULT + (inFlight == 0 ? floor.thereAndBack() : floor.produce(inFlight)));
    }

    private void createTopic() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", broker))) {
            admin.createTopics(List.of(new NewTopic(topic, PARTITIONS, (short) 1))).all().get();
        }
    }

    /** One record at a time, until it has been consumed. */
    private String thereAndBack() throws Exception {
        var latencies = Tally.newHistogram();
        var partitions =
                IntStream.range(0, PARTITIONS).mapToObj(i -> new TopicPartition(topic, i)).toList();
        try (var producer = producer();
                var consumer = consumer()) {
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            connect(producer);
            long counted = System.nanoTime() + warmUpNanos;
            for (long number = 0; System.nanoTime() < counted + durationNanos; number++) {
                long began = System.nanoTime();
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
                if (began >= counted) {
                    Tally.record(latencies, System.nanoTime() - began);
                }
            }
        }
        return "%d %d %d"
                .formatted(
                        latencies.getValueAtPercentile(50),
                        latencies.getValueAtPercentile(99),
                        latencies.getTotalCount());
    }

    /** As many as are acknowledged, so many under way. */
    private String produce(int inFlight) throws Exception {
        var under = new Semaphore(inFlight);
        var acknowledged = new AtomicLong();
        try (var producer = producer()) {
            connect(producer);
            send(producer, under, acknowledged, warmUpNanos);
            long began = System.nanoTime();
            long before = acknowledged.get();
            var used = Usage.ofThis();
            send(producer, under, acknowledged, durationNanos);
            long nanos = System.nanoTime() - began;
            long many = Math.max(1, acknowledged.get() - before);
            long cpu = Usage.ofThis().cpu().minus(used.cpu()).toNanos();
            return "%d %d %d".formatted(Math.round(many * 1e9 / nanos), cpu / many, many);
        }
    }

    private void send(
            KafkaProducer<byte[], byte[]> producer,
            Semaphore under,
            AtomicLong acknowledged,
            long nanos)
            throws InterruptedException {
        var value = new byte[RECORD_BYTES];
        long end = System.nanoTime() + nanos;
        for (long number = 0; System.nanoTime() < end; number++) {
            under.acquire();
            producer.send(
                    new ProducerRecord<>(topic, key(number), value),
                    (_, failure) -> {
                        if (failure == null) {
                            acknowledged.incrementAndGet();
                        }
                        under.release();
                    });
        }
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
        return new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
