package io.paycast.bench.baseline;

import io.paycast.bench.process.ChildProcess;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A process of bare Kafka clients, which loads Kafka for as long as it is told to. */
final class KafkaClients implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofMinutes(1);

    private final ChildProcess process;
    private int loads;

    /**
     * @param process a {@link BareKafkaClients}
     */
    KafkaClients(ChildProcess process) {
        this.process = process;
    }

    /** Has it load Kafka for a while, without a pause; returns the numbers that it has found. */
    List<Long> load(Duration duration) {
        return load(duration, Duration.ZERO);
    }

    /**
     * The same, with pauses.
     *
     * @param thinkTime from one record that was consumed to the next
     */
    List<Long> load(Duration duration, Duration thinkTime) {
        process.tell("%d %d".formatted(duration.toNanos(), thinkTime.toNanos()));
        loads++;
        var result = Baseline.RESULT + loads + ": ";
        var numbers = new ArrayList<Long>();
        for (var number : process.awaitLine(result, PATIENCE.plus(duration)).split(" ", -1)) {
            numbers.add(Long.parseLong(number));
        }
        return numbers;
    }

    @Override
    public void close() {
        process.close();
    }
}
