package io.paycast.bench.report;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.bench.delivery.DeliveryErrors;
import org.HdrHistogram.Histogram;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

class ReportFormsTest {

    private final Report report = new Report("a <load> & more");

    @Test
    void writesFiguresErrorsAndLatenciesAsJson() {
        report.figure("gateway: CPU per delivery", 9.4, "µs");
        report.latency("webhook to socket", millis(1, 1_000));
        report.errors(new DeliveryErrors(1, 0, 0, 0, 0));
        var run = JsonMapper.shared().readTree(JsonWriter.write(report)).get("runs").get(0);
        assertThat(run.get("sound").asBoolean()).isFalse();
        assertThat(run.get("faults").get("missing").asInt()).isEqualTo(1);
        assertThat(run.at("/figures/gateway: CPU per delivery/value").asDouble()).isEqualTo(9.4);
        var latencies = run.get("latenciesMillis").get("webhook to socket");
        assertThat(latencies.get("p50").asDouble()).isBetween(499.0, 501.0);
        assertThat(latencies.get("p99.9").asDouble()).isBetween(998.0, 1_001.0);
    }

    @Test
    void failsOnARatioToNothingAndOmitsIt() {
        report.figure("gateway / bare Netty: CPU per delivery", 9.4 / 0, "");
        var json = JsonWriter.write(report);
        assertThat(json).doesNotContain("Infinity").doesNotContain("NaN");
        var run = JsonMapper.shared().readTree(json).get("runs").get(0);
        assertThat(run.get("sound").asBoolean()).isFalse();
        assertThat(run.get("failures").get(0).asString())
                .isEqualTo(
                        "\"gateway / bare Netty: CPU per delivery\" has no value: nothing was measured");
    }

    private static org.HdrHistogram.Histogram millis(int from, int to) {
        var histogram = new Histogram(3);
        for (int millis = from; millis <= to; millis++) {
            histogram.recordValue(millis * 1_000_000L);
        }
        return histogram;
    }
}
