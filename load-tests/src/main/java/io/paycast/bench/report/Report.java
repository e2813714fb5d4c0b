package io.paycast.bench.report;

import io.paycast.bench.delivery.DeliveryErrors;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.HdrHistogram.Histogram;

/** The result of one run: figures, latencies in nanoseconds, and errors. */
public final class Report {

    /** The figure for the duration of the warm-up, in seconds. */
    public static final String WARM_UP = "warmed up for";

    /** The figure for the length of a message to a socket, without its frame header. */
    public static final String MESSAGE_BYTES = "bytes of a message";

    private final String name;
    private final List<Figure> figures = new ArrayList<>();
    private final Map<String, Histogram> latencies = new LinkedHashMap<>();
    private final List<String> notes = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();
    private DeliveryErrors errors = new DeliveryErrors(0, 0, 0, 0, 0);

    /** One figure with its unit. */
    public record Figure(String name, double value, String unit) {}

    public Report(String name) {
        this.name = name;
    }

    public String name() {
        return name;
    }

    /** Adds a figure; an infinite value or NaN fails the run. */
    public void figure(String figure, double value, String unit) {
        if (Double.isFinite(value)) {
            figures.add(new Figure(figure, value, unit));
        } else {
            fail("\"%s\" has no value: nothing was measured".formatted(figure));
        }
    }

    /** Adds a histogram of nanoseconds; an empty one is omitted. */
    public void latency(String of, Histogram nanos) {
        if (nanos.getTotalCount() > 0) {
            latencies.put(of, nanos);
        }
    }

    public void note(String sentence) {
        notes.add(sentence);
    }

    /** Adds a note for each thing that happened, with its count. */
    public void notes(String what, Map<String, Integer> counts) {
        counts.forEach((each, count) -> note("%s: %s, %,d times".formatted(what, each, count)));
    }

    /** Adds a sentence that says why the run, or a part of it, is invalid. */
    public void fail(String sentence) {
        failures.add(sentence);
    }

    /** Whether the run is valid: nothing failed, and no delivery error occurred. */
    public boolean isSound() {
        return failures.isEmpty() && errors.none();
    }

    public List<String> failures() {
        return List.copyOf(failures);
    }

    public void errors(DeliveryErrors found) {
        errors = found;
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

    public DeliveryErrors errors() {
        return errors;
    }

    /** The value of a figure; NaN if there is none. */
    public double value(String figure) {
        return figures.stream()
                .filter(it -> it.name().equals(figure))
                .mapToDouble(Figure::value)
                .findFirst()
                .orElse(Double.NaN);
    }
}
