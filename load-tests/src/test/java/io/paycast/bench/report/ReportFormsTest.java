package io.paycast.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.bench.delivery.DeliveryCheck;
import io.paycast.bench.delivery.DeliveryErrors;
import java.io.StringReader;
import java.util.List;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.xml.sax.InputSource;
import tools.jackson.databind.json.JsonMapper;

class ReportFormsTest {

    private static final Pattern POINTS = Pattern.compile("points=\"([^\"]*)\"");

    private final Report report = new Report("a <load> & more");

    @Test
    void jsonHasWhatTheTableHas() {
        report.figure("gateway: CPU per delivery", 9.4, "µs");
        report.latency("webhook to socket", millis(1, 1_000));
        report.faults(new DeliveryErrors(1, 0, 0, 0, 0));
        var run =
                JsonMapper.shared().readTree(JsonWriter.write(List.of(report))).get("runs").get(0);
        assertThat(run.get("sound").asBoolean()).isFalse();
        assertThat(run.get("faults").get("missing").asInt()).isEqualTo(1);
        assertThat(run.at("/figures/gateway: CPU per delivery/value").asDouble()).isEqualTo(9.4);
        var latencies = run.get("latenciesMillis").get("webhook to socket");
        assertThat(latencies.get("p50").asDouble()).isBetween(499.0, 501.0);
        assertThat(latencies.get("p99.9").asDouble()).isBetween(998.0, 1_001.0);
    }

    @Test
    void aRatioToNothingFailsTheRunAndIsNowhereShown() {
        report.figure("gateway / bare Netty: CPU per delivery", 9.4 / 0, "");
        var json = JsonWriter.write(List.of(report));
        assertThat(json).doesNotContain("Infinity").doesNotContain("NaN");
        var run = JsonMapper.shared().readTree(json).get("runs").get(0);
        assertThat(run.get("sound").asBoolean()).isFalse();
        assertThat(run.get("failures").get(0).asString())
                .isEqualTo(
                        "\"gateway / bare Netty: CPU per delivery\" cannot be told: there was nothing to measure");
    }

    @Test
    void aPlotIsWellFormedAndEachCurveRises() throws Exception {
        report.latency("webhook to socket", millis(1, 1_000));
        report.latency("floor, send(2) loop", millis(1, 20));
        var svg = SvgPlot.draw(List.of(report));
        DocumentBuilderFactory.newDefaultInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)));
        var curves = POINTS.matcher(svg).results().map(it -> it.group(1).strip()).toList();
        assertThat(curves).hasSize(2);
        for (var curve : curves) {
            var heights =
                    Pattern.compile(" ")
                            .splitAsStream(curve)
                            .map(it -> Double.parseDouble(it.substring(it.indexOf(',') + 1)))
                            .toList();
            assertThat(heights.getLast()).isLessThan(heights.getFirst());
            assertThat(heights).isSortedAccordingTo((a, b) -> Double.compare(b, a));
        }
    }

    @Test
    void aPlotOfNothingSaysSo() {
        assertThat(SvgPlot.draw(List.of(report))).contains("no latencies were measured");
    }

    private static org.HdrHistogram.Histogram millis(int from, int to) {
        var histogram = DeliveryCheck.newHistogram();
        for (int millis = from; millis <= to; millis++) {
            DeliveryCheck.record(histogram, millis * 1_000_000L);
        }
        return histogram;
    }
}
