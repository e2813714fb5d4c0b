package io.paycast.bench.report;

import java.io.PrintWriter;
import java.util.Locale;

/** Writes a report as text for a terminal. */
public final class TableWriter {

    private TableWriter() {}

    public static void write(Report report, PrintWriter out) {
        out.println();
        out.println(report.name());
        for (var figure : report.figures()) {
            out.printf(
                    Locale.ROOT,
                    "  %-54s %14s %s%n",
                    figure.name(),
                    number(figure.value()),
                    figure.unit());
        }
        if (!report.latencies().isEmpty()) {
            out.printf(
                    "  %-30s %9s %9s %9s %9s %9s  %s%n",
                    "latency, ms", "p50", "p90", "p99", "p99.9", "max", "count");
        }
        report.latencies()
                .forEach((name, nanos) ->
                        out.printf(
                                Locale.ROOT,
                                "  %-30s %9.2f %9.2f %9.2f %9.2f %9.2f  %,d%n",
                                name,
                                nanos.getValueAtPercentile(50) / 1e6,
                                nanos.getValueAtPercentile(90) / 1e6,
                                nanos.getValueAtPercentile(99) / 1e6,
                                nanos.getValueAtPercentile(99.9) / 1e6,
                                nanos.getMaxValue() / 1e6,
                                nanos.getTotalCount()));
        report.notes().forEach(note -> out.println("  " + note));
        report.failures().forEach(failure -> out.println("  FAILED: " + failure));
        out.println((report.isSound() ? "  sound: " : "  NOT SOUND: ") + report.errors());
        out.flush();
    }

    private static String number(double value) {
        return Math.abs(value) >= 100 ? "%,.0f".formatted(value) : "%.2f".formatted(value);
    }
}
