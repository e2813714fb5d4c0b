package io.paycast.events;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.PaymentEventCodec.Decoded;
import io.paycast.events.tabby.ParsedWebhook;
import io.paycast.events.tabby.TabbyParserBenchmark;
import org.junit.jupiter.api.Test;

/** The benchmarks measure what they say. */
class BenchmarksTest {

    @Test
    void theCodecsWriteAndReadAWholeEvent() {
        var benchmark = new PaymentEventCodecBenchmark();
        assertThat(benchmark.encode().value()).isNotEmpty();
        assertThat(benchmark.decode()).isEqualTo(new Decoded.Event(benchmark.event()));
    }

    @Test
    void theMergesFindNewsWhereThereIsSome() {
        var benchmark = new PaymentStateBenchmark();
        assertThat(benchmark.duplicate()).isSameAs(benchmark.known());
        assertThat(benchmark.news()).isNotEqualTo(benchmark.known());
        assertThat(benchmark.firstHeardOf().view()).isEqualTo(benchmark.view());
    }

    @Test
    void theParsersBodyIsUnderstood() {
        assertThat(new TabbyParserBenchmark().parse())
                .isInstanceOf(ParsedWebhook.ValidPayment.class);
    }
}
