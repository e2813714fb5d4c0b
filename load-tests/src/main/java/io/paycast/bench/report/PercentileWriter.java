package io.paycast.bench.report;

import java.io.PrintStream;

/**
 * Writes each latency distribution in HdrHistogram's percentile format, in milliseconds. A comment
 * line with its name precedes each.
 */
public final class PercentileWriter {

    private static final double NANOS_PER_MILLI = 1e6;

    private PercentileWriter() {}

    public static void write(Report report, PrintStream out) {
        report.latencies()
                .forEach((name, nanos) -> {
                    out.printf("# %s, %s, ms%n", report.name(), name);
                    nanos.outputPercentileDistribution(out, NANOS_PER_MILLI);
                });
    }
}
