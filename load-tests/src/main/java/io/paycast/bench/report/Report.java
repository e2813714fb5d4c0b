package io.paycast.bench.report;

import io.paycast.bench.delivery.DeliveryErrors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** What one run has shown: figures, latencies in nanoseconds, and whether it may be believed. */
public final class Report {

    /** The figure that says how long a run was loaded before it was measured, in seconds. */
    public static final String WARM_UP = "warmed up for";

    /** The figure that says how long a message to a socket is, without its frame. */
    public static final String MESSAGE_BYTES = "bytes of a message";

    private final String name;
    private final List<Figure> figures = new ArrayList<>();
    private final Map<String, Histogram> latencies = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private DeliveryErrors faults = new DeliveryErrors(0, 0, 0, 0, 0);

    /** One figure with its unit. */
    public record Figure(String name, double value, String unit) {}

    public Report(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Keeps a figure; what is no number, since nothing was there to count, fails the run. */
    public void figure(String figure, double value, String unit) {
        if (Double.isFinite(value)) {
            figures.add(new Figure(figure, value, unit));
        } else {
            fails("\"%s\" cannot be told: there was nothing to measure".formatted(figure));
        }
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

    /** Says why the run, or a part of it, is worth nothing. */
    public void fails(String sentence) {
        failures.add(sentence);
    }

    /** Whether it may be believed. */
    public boolean isSound() {
        return failures.isEmpty() && faults.none();
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }

    public void faults(DeliveryErrors found) {
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

    public DeliveryErrors faults() {
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
