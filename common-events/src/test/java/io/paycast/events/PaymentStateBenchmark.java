package io.paycast.events;

import java.time.Instant;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Measures the merge of a first event, of an update and of a duplicate. */
@State(Scope.Thread)
public class PaymentStateBenchmark {

    private final PaymentEvent first = event("100.00");
    private final PaymentEvent further = event("150.00");
    private final PaymentState known = PaymentState.merge(null, first);

    @Benchmark
    public PaymentState first() {
        return PaymentState.merge(null, first);
    }

    @Benchmark
    public PaymentState update() {
        return PaymentState.merge(known, further);
    }

    @Benchmark
    public PaymentState duplicate() {
        return PaymentState.merge(known, first);
    }

    @Benchmark
    public PaymentView view() {
        return known.view();
    }

    PaymentState known() {
        return known;
    }

    private static PaymentEvent event(String capturedAmount) {
        return PaymentEvent.of(
                "ae",
                Instant.parse("2026-11-23T13:10:55.123456Z"),
                BenchmarkPayments.captured(capturedAmount));
    }
}
