package io.paycast.bench.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * Draws latencies as SVG: a curve each, percentiles from left to right, as many nines as there are
 * values for, milliseconds from bottom to top on a logarithmic axis.
 */
public final class SvgPlot {

    private static final int WIDTH = 900;
    private static final int LEFT = 70;
    private static final int TOP = 50;
    private static final int RIGHT = 30;
    private static final int PLOT_HEIGHT = 380;
    private static final int LEGEND_LINE = 20;
    private static final int STEPS_PER_NINE = 20;
    private static final int MOST_NINES = 5;
    private static final List<String> COLOURS =
            List.of(
                    "#1f6feb", "#d1495b", "#2a9d5c", "#8a5cd0", "#c77d0a", "#157f8c", "#7a7a7a",
                    "#b03a9b");

    private final List<Curve> curves = new ArrayList<>();
    private int nines = 1;
    private int lowestPower = Integer.MAX_VALUE;
    private int highestPower = Integer.MIN_VALUE;

    private record Curve(String name, Histogram nanos) {}

    private SvgPlot(List<Report> reports) {
        for (var report : reports) {
            report.latencies()
                    .forEach((name, nanos) -> {
                        curves.add(
                                new Curve(
                                        reports.size() > 1 ? report.name() + ": " + name : name,
                                        nanos));
                        nines = Math.max(nines, ninesOf(nanos));
                        lowestPower =
                                Math.min(lowestPower, (int) Math.floor(power(nanos.getMinValue())));
                        highestPower =
                                Math.max(highestPower, (int) Math.ceil(power(nanos.getMaxValue())));
                    });
        }
        highestPower = Math.max(highestPower, lowestPower + 1);
    }

    /** The whole file. */
    public static String draw(List<Report> reports) {
        var plot = new SvgPlot(reports);
        var title = String.join(", ", reports.stream().map(Report::name).distinct().toList());
        return plot.curves.isEmpty() ? plot.empty(title) : plot.svg(title);
    }

    private String empty(String title) {
        return """
        <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="60" font-family="sans-serif">
        <rect width="100%%" height="100%%" fill="#fff"/>
        <text x="%d" y="30">%s: no latencies were measured</text>
        </svg>
        """
                .formatted(WIDTH, LEFT, escaped(title));
    }

    private String svg(String title) {
        int height = TOP + PLOT_HEIGHT + 60 + LEGEND_LINE * curves.size();
        var svg = new StringBuilder();
        svg.append(
                """
                <svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d" viewBox="0 0 %d %d" \
                font-family="sans-serif" font-size="13">
                <rect width="100%%" height="100%%" fill="#fff"/>
                <text x="%d" y="28" font-size="17" font-weight="bold">%s: latency by percentile</text>
                """
                        .formatted(WIDTH, height, WIDTH, height, LEFT, escaped(title)));
        axes(svg);
        for (int i = 0; i < curves.size(); i++) {
            curve(svg, curves.get(i), COLOURS.get(i % COLOURS.size()), i);
        }
        return svg.append("</svg>\n").toString();
    }

    private void axes(StringBuilder svg) {
        for (int power = lowestPower; power <= highestPower; power++) {
            double y = y(power);
            line(svg, LEFT, y, WIDTH - RIGHT, y, "#ddd");
            text(svg, LEFT - 8, y + 4, "end", millis(power));
        }
        text(svg, LEFT - 8, TOP - 10.0, "end", "ms");
        double middle = x(Math.log10(2));
        line(svg, middle, TOP, middle, TOP + PLOT_HEIGHT, "#ddd");
        text(svg, middle, TOP + PLOT_HEIGHT + 20.0, "middle", "50 %");
        for (int nine = 1; nine <= nines; nine++) {
            double x = x(nine);
            line(svg, x, TOP, x, TOP + PLOT_HEIGHT, "#ddd");
            var percent =
                    nine == 1
                            ? "90 %"
                            : "99" + (nine == 2 ? "" : "." + "9".repeat(nine - 2)) + " %";
            text(svg, x, TOP + PLOT_HEIGHT + 20.0, nine == nines ? "end" : "middle", percent);
        }
    }

    private void curve(StringBuilder svg, Curve curve, String colour, int place) {
        svg.append(
                "<polyline fill=\"none\" stroke-width=\"2\" stroke=\"%s\" points=\""
                        .formatted(colour));
        int end = ninesOf(curve.nanos()) * STEPS_PER_NINE;
        for (int step = 0; step <= end; step++) {
            double nine = (double) step / STEPS_PER_NINE;
            double percentile = 100 - 100 * Math.pow(10, -nine);
            double power = power(curve.nanos().getValueAtPercentile(percentile));
            svg.append("%.1f,%.1f ".formatted(x(nine), y(power)));
        }
        svg.append("\"/>\n");
        double y = TOP + PLOT_HEIGHT + 50.0 + LEGEND_LINE * place;
        svg.append(
                "<rect x=\"%d\" y=\"%.0f\" width=\"24\" height=\"4\" fill=\"%s\"/>%n"
                        .formatted(LEFT, y - 6, colour));
        text(svg, LEFT + 34.0, y, "start", summary(curve));
    }

    private static String summary(Curve curve) {
        var nanos = curve.nanos();
        return String.format(
                Locale.ROOT,
                "%s: p50 %.2f, p99 %.2f, max %.2f ms of %,d",
                curve.name(),
                nanos.getValueAtPercentile(50) / 1e6,
                nanos.getValueAtPercentile(99) / 1e6,
                nanos.getMaxValue() / 1e6,
                nanos.getTotalCount());
    }

    /** Further to the right than its count allows, a curve would only repeat its maximum. */
    private static int ninesOf(Histogram nanos) {
        return Math.clamp((int) Math.ceil(Math.log10(nanos.getTotalCount() + 1.0)), 1, MOST_NINES);
    }

    private static double power(long nanos) {
        return Math.log10(Math.max(1_000, nanos) / 1e6);
    }

    private static String millis(int power) {
        return power >= 0 ? "1" + "0".repeat(power) : "0." + "0".repeat(-power - 1) + "1";
    }

    private double x(double nine) {
        return LEFT + nine / nines * (WIDTH - LEFT - RIGHT);
    }

    private double y(double power) {
        return TOP + PLOT_HEIGHT * (highestPower - power) / (highestPower - lowestPower);
    }

    private static void line(
            StringBuilder svg, double x1, double y1, double x2, double y2, String colour) {
        svg.append(
                "<line x1=\"%.1f\" y1=\"%.1f\" x2=\"%.1f\" y2=\"%.1f\" stroke=\"%s\"/>%n"
                        .formatted(x1, y1, x2, y2, colour));
    }

    private static void text(StringBuilder svg, double x, double y, String anchor, String text) {
        svg.append(
                "<text x=\"%.1f\" y=\"%.1f\" text-anchor=\"%s\">%s</text>%n"
                        .formatted(x, y, anchor, escaped(text)));
    }

    private static String escaped(String text) {
        return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;");
    }
}
