package io.paycast.bench;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.bench.report.Report;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.IntStream;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import picocli.CommandLine;

class OutputOptionsTest {

    @TempDir private Path folder;

    @Test
    void writesPercentilesOfEachLatencyInMilliseconds() throws IOException {
        var file = folder.resolve("latencies.hgrm");
        var options = CommandLine.populateCommand(new OutputOptions(), "--percentiles=" + file);
        var report = new Report("test");
        latency(report, "webhook to socket", 1_000);
        latency(report, "floor, send(2) loop", 20);
        options.write(report, new PrintWriter(new StringWriter()));
        var lines = Files.readAllLines(file);
        assertThat(lines)
                .contains("# test, webhook to socket, ms", "# test, floor, send(2) loop, ms");
        var medians = lines.stream().filter(line -> line.contains(" 0.500000000000 ")).toList();
        assertThat(medians).hasSize(2);
        assertThat(medians.getFirst().strip()).startsWith("500.");
    }

    private static void latency(Report report, String name, int millis) {
        var histogram = new Histogram(3);
        IntStream.rangeClosed(1, millis).forEach(i -> histogram.recordValue(i * 1_000_000L));
        report.latency(name, histogram);
    }
}
