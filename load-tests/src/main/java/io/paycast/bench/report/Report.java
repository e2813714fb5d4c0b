package io.paycast.bench.report;

import io.paycast.bench.account.Faults;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What one run has shown: figures, latencies in nanoseconds, and whether it may be believed. */
public final class Report {

    private final String name;
    private final List<Figure> figures = new ArrayList<>();
    private final Map<String, Histogram> latencies = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private Faults faults = new Faults(0, 0, 0, 0, 0);

    /** One figure with its unit. */
    public record Figure(String name, double value, String unit) {}

    public Report(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    public void figure(String figure, double value, String unit) {
        figures.add(new Figure(figure, value, unit));
    }

    /** Keeps a histogram of nanoseconds; an empty one says nothing and is left out. */
    public void latency(String of, Histogram nanos) {
        if (nanos.getTotalCount() > 0) {
            latencies.put(of, nanos);
        }
    }

    public void note(String sentence) {
        notes.add(sentence);
    }

    public void faults(Faults found) {
        faults = found;
    }

    public List<Figure> figures() {
        return List.copyOf(figures);
    }

    public Map<String, Histogram> latencies() {
        return latencies;
    }

    public List<String> notes() {
        return List.copyOf(notes);
    }

    public Faults faults() {
        return faults;
    }

    /** The value of a figure; NaN where there is none of this name. */
    public double value(String figure) {
        return figures.stream()
                .filter(it -> it.name().equals(figure))
                .mapToDouble(Figure::value)
                .findFirst()
                .orElse(Double.NaN);
    }
}
