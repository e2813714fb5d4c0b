package io.paycast.bench;

import io.paycast.bench.report.JsonWriter;
import io.paycast.bench.report.Report;
import io.paycast.bench.report.SvgPlot;
import io.paycast.bench.report.TableWriter;
import io.paycast.cli.server.CommandFailure;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How what was measured is shown. */
final class OutputOptions {

    @Option(names = "--json", description = "Print JSON rather than a table")
    private boolean json;

    @Option(
            names = "--plot",
            paramLabel = "FILE.svg",
            description = "Draw the latencies, by percentile, into this file")
    private @Nullable Path plot;

    /** Whether nothing but JSON may be printed. */
    boolean isJson() {
        return json;
    }

    void write(List<Report> reports, PrintWriter out) {
        if (json) {
            out.println(JsonWriter.write(reports));
            out.flush();
        } else {
            TableWriter.write(reports, out);
        }
        var file = plot;
        if (file == null) {
            return;
        }
        try {
            Files.writeString(file, SvgPlot.draw(reports));
        } catch (IOException e) {
            throw new CommandFailure("%s cannot be written.".formatted(file), e);
        }
    }
}
