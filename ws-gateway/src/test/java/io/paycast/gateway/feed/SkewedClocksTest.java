package io.paycast.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.gateway.feed.TopicProbe.RecordTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Simulates producers whose clocks differ, some far from the true time, and a gateway that starts
 * at a random time with a clock that is wrong by days. Whatever the clocks say, the gateway reads
 * an hour of true time before each record that it shows, and shows the last half hour of each
 * partition.
 */
class SkewedClocksTest {

    private static final int SEEDS = 300;
    private static final int PARTITIONS = 3;
    private static final Duration WARM_UP = Duration.ofHours(1);
    private static final Duration SHOWN = Duration.ofMinutes(30);
    private static final ReadWindow WINDOW = new ReadWindow(WARM_UP.plus(SHOWN), WARM_UP);
    private static final Instant BEGIN = Instant.parse("2026-11-23T00:00:00Z");

    /** A record; {@code at} is the true time. */
    private record Stored(Instant at, Instant recordTime) {}

    static List<Long> seeds() {
        return new Random().longs(SEEDS).boxed().toList();
    }

    @ParameterizedTest
    @MethodSource("seeds")
    void readsAnHourBeforeWhatItShows(long seed) {
        var random = new Random(seed);
        boolean ofBroker = random.nextBoolean();
        var log = log(random, ofBroker);
        var consumer = new LogConsumer(log);
        var times = new RecordTimes(newest(log), ofBroker);
        var start = TopicPartitions.offsetsAt(consumer, log.keySet(), WINDOW.start(times));
        var shown = TopicPartitions.offsetsAt(consumer, log.keySet(), WINDOW.displayFrom(times));
        log.forEach((partition, records) -> {
            int from = start.getOrDefault(partition, 0L).intValue();
            int display = shown.getOrDefault(partition, 0L).intValue();
            assertThat(from).as("seed %d", seed).isLessThanOrEqualTo(display);
            if (records.isEmpty()) {
                return;
            }
            var recent = records.getLast().at().minus(SHOWN);
            assertThat(records.subList(0, display))
                    .as("not shown, seed %d", seed)
                    .allMatch(record -> record.at().isBefore(recent));
            var remembered = records.get(display).at().minus(WARM_UP);
            assertThat(records.subList(0, from))
                    .as("not read, seed %d", seed)
                    .allMatch(record -> record.at().isBefore(remembered));
        });
    }

    /**
     * Up to half a day of records, in bursts and silences, by producers with clocks of their own.
     */
    private static Map<TopicPartition, List<Stored>> log(Random random, boolean ofBroker) {
        var commonSkew = Duration.ofSeconds(random.nextInt(-1_000_000, 1_000_000));
        var skews =
                IntStream.range(0, 1 + random.nextInt(4))
                        .mapToObj(producer ->
                                ofBroker
                                        ? Duration.ZERO
                                        : commonSkew.plusSeconds(random.nextInt(3_600)))
                        .toList();
        var log = new HashMap<TopicPartition, List<Stored>>();
        for (int number = 0; number < PARTITIONS; number++) {
            var records = new ArrayList<Stored>();
            var now = BEGIN;
            for (int left = random.nextInt(400); left > 0; left--) {
                now = now.plusSeconds(random.nextInt(random.nextInt(20) == 0 ? 3_000 : 60));
                var skew = skews.get(random.nextInt(skews.size()));
                records.add(new Stored(now, now.plus(skew)));
            }
            log.put(new TopicPartition("topic", number), records);
        }
        return log;
    }

    private static Map<TopicPartition, Instant> newest(Map<TopicPartition, List<Stored>> log) {
        var newest = new HashMap<TopicPartition, Instant>();
        log.forEach((partition, records) ->
                records.stream()
                        .map(Stored::recordTime)
                        .max(Instant::compareTo)
                        .ifPresent(time -> newest.put(partition, time)));
        return newest;
    }

    /** Answers as a broker does: the first offset whose record time is not before a time. */
    private static final class LogConsumer extends MockConsumer<String, byte[]> {

        private final Map<TopicPartition, List<Stored>> log;

        LogConsumer(Map<TopicPartition, List<Stored>> log) {
            super("none");
            this.log = log;
            log.forEach((partition, records) ->
                    updateEndOffsets(Map.of(partition, (long) records.size())));
        }

        @Override
        public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
                Map<TopicPartition, Long> times) {
            var found = new HashMap<TopicPartition, OffsetAndTimestamp>();
            times.forEach((partition, time) -> {
                var records = log.getOrDefault(partition, List.of());
                IntStream.range(0, records.size())
                        .filter(i -> records.get(i).recordTime().toEpochMilli() >= time)
                        .mapToObj(i -> new OffsetAndTimestamp(i, time))
                        .findFirst()
                        .ifPresent(first -> found.put(partition, first));
            });
            return found;
        }
    }
}
