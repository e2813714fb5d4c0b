package io.paycast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.ProcessUsage.ThreadUsage;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class MeasurementTest {

    @Test
    void measuresTheCompilersOfAJavaProcess() {
        long pid = ProcessHandle.current().pid();
        var sum = new Random(1).ints(20_000_000).asLongStream().sum();
        assertThat(Measurement.compilingSeconds(pid)).as("summed %d", sum).isPositive();
        assertThat(Measurement.compilingSeconds(0)).isZero();
    }

    @Test
    void findsTheBusiestThread() {
        var before = Map.of("1", thread("1", 100), "2", thread("2", 1_000));
        var after = Map.of("1", thread("1", 150), "2", thread("2", 1_010), "3", thread("3", 20));
        assertThat(Measurement.busiest(before, after)).isEqualTo(0.05);
    }

    private static ThreadUsage thread(String id, long millis) {
        return new ThreadUsage(id, "a thread", Duration.ofMillis(millis));
    }
}
