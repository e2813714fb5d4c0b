package io.paycast.bench.process;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ProcFilesTest {

    @Test
    void theSoftLimitOfOpenFilesIsTheOneThatHolds() {
        assertThat(
                        OpenFiles.parse(
                                List.of(
                                        "Limit                     Soft Limit           Hard Limit           Units",
                                        "Max processes             96000                96001                processes",
                                        "Max open files            20000                30000                files")))
                .hasValue(20_000);
        assertThat(
                        OpenFiles.parse(
                                List.of("Max open files            unlimited   unlimited   files")))
                .isEmpty();
    }

    @Test
    void spareHeapIsWhatIsResidentOfItAndNotUsed() {
        var heap =
                "1:\ngarbage-first heap   total reserved 524288K, committed 319488K, used 5000K"
                        + " [0x00000000f0000000, 0x0000000100000000)\n region size 8192K";
        var smaps =
                List.of(
                        "eff00000-f0000000 rw-p 00000000 00:00 0 ",
                        "Rss:                 100 kB",
                        "f0000000-f8000000 rw-p 00000000 00:00 0 ",
                        "Size:             131072 kB",
                        "Rss:                6000 kB",
                        "f8000000-100000000 ---p 00000000 00:00 0 ",
                        "Rss:                  10 kB",
                        "100000000-100400000 rw-p 00000000 00:00 0   /app/app.aot",
                        "Rss:                1000 kB");
        assertThat(HeapSpare.spare(heap, smaps)).isEqualTo(6_010 - 5_000);
        assertThat(HeapSpare.spare("1: no such process", smaps)).isZero();
    }

    @Test
    void aThreadsNameMayHoldAnything() {
        var stat = "77 (a) b (c) S 1 2 3 4 5 6 7 8 9 10 40 2 13 14";
        assertThat(ThreadUsage.parse(stat)).isEqualTo(42);
    }

    @Test
    void thisJavaHasCompiledSomethingAndNobodyHasNot() {
        long me = ProcessHandle.current().pid();
        var sum = new java.util.Random(1).ints(20_000_000).asLongStream().sum();
        assertThat(ThreadUsage.compilingSeconds(me)).as("summed %d", sum).isPositive();
        assertThat(ThreadUsage.compilingSeconds(0)).isZero();
    }

    @Test
    void theBusiestThreadCounts() {
        var before = new ThreadUsage(Map.of("1", 100L, "2", 1_000L));
        var after = new ThreadUsage(Map.of("1", 150L, "2", 1_010L, "3", 20L));
        assertThat(after.busiest(before, 2)).isEqualTo(0.25);
    }
}
