package io.paycast.events;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;

/** Payments like those of the load tests: authorized, with one capture. */
final class BenchmarkPayments {

    private static final Instant CREATED = Instant.parse("2026-11-23T13:08:54Z");

    private BenchmarkPayments() {}

    static PaymentSnapshot captured(String amount) {
        return new PaymentSnapshot(
                "5f9d1f30-7c3a-4f63-9c35-2b8f6f2f8a11",
                PaymentStatus.AUTHORIZED,
                new BigDecimal("150.00"),
                CurrencyCode.AED,
                "order-2026-00012345",
                List.of(
                        new MoneyMovement(
                                "c", new BigDecimal(amount), CREATED.plusSeconds(120), "r", null)),
                List.of(),
                false,
                false,
                CREATED,
                CREATED.plusSeconds(1200),
                null);
    }
}
