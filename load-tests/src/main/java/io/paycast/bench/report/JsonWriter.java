package io.paycast.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;
import tools.jackson.databind.SerializationFeature;
import tools.jackson.databind.json.JsonMapper;

/** Writes a report as JSON: one object with the machine and the run. */
public final class JsonWriter {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(SerializationFeature.INDENT_OUTPUT).build();

    private JsonWriter() {}

    public static String write(Report report) {
        var all = new LinkedHashMap<String, Object>();
        all.put("machine", machine());
        all.put("runs", List.of(run(report)));
        return JSON.writeValueAsString(all);
    }

    private static Map<String, Object> machine() {
        var facts = new LinkedHashMap<String, Object>();
        facts.put("processors", Runtime.getRuntime().availableProcessors());
        facts.put("processor", proc("cpuinfo", "model name"));
        facts.put("memory", proc("meminfo", "MemTotal"));
        facts.put("system", System.getProperty("os.name") + " " + System.getProperty("os.version"));
        facts.put("java", String.valueOf(Runtime.version()));
        facts.put("load", proc("loadavg", ""));
        return facts;
    }

    /** Returns the value of the first line with this prefix. */
    private static String proc(String file, String prefix) {
        try (var lines = Files.lines(Path.of("/proc", file))) {
            return lines.filter(line -> line.startsWith(prefix))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("unknown");
        } catch (IOException e) {
            return "unknown";
        }
    }

    private static Map<String, Object> run(Report report) {
        var run = new LinkedHashMap<String, Object>();
        run.put("name", report.name());
        run.put("sound", report.isSound());
        run.put("failures", report.failures());
        run.put("faults", report.errors());
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
