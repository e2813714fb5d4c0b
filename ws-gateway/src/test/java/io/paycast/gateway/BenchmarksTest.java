package io.paycast.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.gateway.fanout.DrainBenchmark;
import io.paycast.gateway.feed.RecordProcessorBenchmark;
import io.paycast.gateway.journal.JournalBenchmark;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.protocol.UpdateBenchmark;
import io.paycast.gateway.session.JournalSearchBenchmark;
import org.junit.jupiter.api.Test;

/** The benchmarks do the work that they measure. */
class BenchmarksTest {

    @Test
    void encodesAWholeUpdate() {
        var frame = new UpdateBenchmark().encode();
        assertThat(new String(Frames.textPayload(frame), UTF_8))
                .startsWith("{\"PaymentId\":\"5f9d1f30-")
                .contains("\"CapturedAmount\":100.00,", "\"Cursor\":\"")
                .endsWith("\"}");
    }

    @Test
    void appendsEachFrame() {
        var benchmark = new JournalBenchmark();
        long first = benchmark.append();
        assertThat(benchmark.append()).isEqualTo(2 * first).isPositive();
        benchmark.close();
    }

    @Test
    void findsTheUpdatesOfAFilter() {
        var benchmark = new JournalSearchBenchmark();
        benchmark.fill();
        assertThat(benchmark.count()).isEqualTo(benchmark.scan()).isEqualTo(2);
        assertThat(benchmark.rewind()).isEqualTo(140_000L * 420);
        benchmark.close();
    }

    @Test
    void processesNewRecordsAndSkipsDuplicates() {
        var benchmark = new RecordProcessorBenchmark();
        long head = 0;
        for (int record = 0; record <= RecordProcessorBenchmark.PAYMENTS; record++) {
            long before = head;
            head = benchmark.news();
            assertThat(head).isGreaterThan(before);
        }
        assertThat(benchmark.duplicate()).isEqualTo(head);
        benchmark.close();
    }

    @Test
    void writesWhatIsPending() {
        var broadcast = new DrainBenchmark.Broadcast();
        broadcast.join();
        long first = new DrainBenchmark().broadcast(broadcast);
        assertThat(new DrainBenchmark().broadcast(broadcast)).isEqualTo(2 * first).isPositive();
        broadcast.close();
    }

    @Test
    void writesToOneScopedSession() {
        var scoped = new DrainBenchmark.Scoped();
        scoped.join();
        long first = new DrainBenchmark().scoped(scoped);
        assertThat(new DrainBenchmark().scoped(scoped)).isEqualTo(2 * first).isEqualTo(2 * 420);
        scoped.close();
    }
}
