package io.paycast.bench.report;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes reports for programs: one object with the machine and all runs. */
public final class JsonWriter {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonWriter() {}

    public static String write(List<Report> reports) {
        var all = new LinkedHashMap<String, Object>();
        all.put("machine", Machine.describe());
        all.put("runs", reports.stream().map(JsonWriter::run).toList());
        return JSON.writeValueAsString(all);
    }

    private static Map<String, Object> run(Report report) {
        var run = new LinkedHashMap<String, Object>();
        run.put("name", report.name());
        run.put("sound", report.isSound());
        run.put("failures", report.failures());
        run.put("faults", report.faults());
        var figures = new LinkedHashMap<String, Object>();
        for (var figure : report.figures()) {
            figures.put(figure.name(), Map.of("value", figure.value(), "unit", figure.unit()));
        }
        run.put("figures", figures);
        var latencies = new LinkedHashMap<String, Object>();
        report.latencies().forEach((name, nanos) -> latencies.put(name, millis(nanos)));
        run.put("latenciesMillis", latencies);
        run.put("notes", report.notes());
        return run;
    }

    private static Map<String, Object> millis(Histogram nanos) {
        var millis = new LinkedHashMap<String, Object>();
        millis.put("count", nanos.getTotalCount());
        millis.put("min", nanos.getMinValue() / 1e6);
        for (double percentile : new double[] {50, 90, 99, 99.9, 99.99}) {
            var name = "p" + (percentile == (int) percentile ? "%.0f" : "%s").formatted(percentile);
            millis.put(name, nanos.getValueAtPercentile(percentile) / 1e6);
        }
        millis.put("max", nanos.getMaxValue() / 1e6);
        return millis;
    }
}
