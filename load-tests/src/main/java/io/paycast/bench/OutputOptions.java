package io.paycast.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.bench.report.JsonWriter;
import io.paycast.bench.report.Report;
import io.paycast.bench.report.TableWriter;
import io.paycast.cli.server.CommandFailure;
import java.io.IOException;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The options for the output of a report. */
final class OutputOptions {

    private static final double NANOS_PER_MILLI = 1e6;

    @Option(names = "--json", description = "Print JSON instead of a table.")
    private boolean json;

    @Option(
            names = "--percentiles",
            paramLabel = "FILE.hgrm",
            description = "Write the latencies to this file, in HdrHistogram's percentile format.")
    private @Nullable Path percentiles;

    void write(Report report, PrintWriter out) {
        if (json) {
            out.println(JsonWriter.write(report));
            out.flush();
        } else {
            TableWriter.write(report, out);
        }
        var file = percentiles;
        if (file == null) {
            return;
        }
        try (var stream = new PrintStream(Files.newOutputStream(file), false, UTF_8)) {
            report.latencies()
                    .forEach((name, nanos) -> {
                        stream.printf("# %s, %s, ms%n", report.name(), name);
                        nanos.outputPercentileDistribution(stream, NANOS_PER_MILLI);
                    });
        } catch (IOException e) {
            throw new CommandFailure("%s cannot be written.".formatted(file), e);
        }
    }
}
