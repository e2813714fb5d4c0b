package io.paycast.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.PaymentEventCodec.Decoded;
import io.paycast.events.tabby.ParsedWebhook;
import io.paycast.events.tabby.TabbyParserBenchmark;
import org.junit.jupiter.api.Test;

/** Checks that the benchmarks measure what their names say. */
class BenchmarksTest {

    @Test
    void codecBenchmarkEncodesAndDecodesAWholeEvent() {
        var benchmark = new PaymentEventCodecBenchmark();
        assertThat(benchmark.encode().value()).isNotEmpty();
        assertThat(benchmark.decode()).isEqualTo(new Decoded.Event(benchmark.event()));
    }

    @Test
    void mergeBenchmarkChangesTheStateForANewEventOnly() {
        var benchmark = new PaymentStateBenchmark();
        assertThat(benchmark.duplicate()).isSameAs(benchmark.known());
        assertThat(benchmark.update()).isNotEqualTo(benchmark.known());
        assertThat(benchmark.first().view()).isEqualTo(benchmark.view());
    }

    @Test
    void parserBenchmarkParsesAValidPayment() {
        assertThat(new TabbyParserBenchmark().parse())
                .isInstanceOf(ParsedWebhook.ValidPayment.class);
    }
}
