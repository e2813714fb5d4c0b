package io.paycast.events;

import io.paycast.events.PaymentEvent.Source;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Builds events of one payment of 100.00 dirhams, unless told otherwise. */
final class TestPayment {

    private final PaymentStatus status;
    private final List<MoneyMovement> captures = new ArrayList<>();
    private final List<MoneyMovement> refunds = new ArrayList<>();
    private Source source = Source.WEBHOOK;
    private String merchantCode = "ae";
    private @Nullable String order = "order";
    private String amount = "100.00";
    private CurrencyCode currency = CurrencyCode.AED;
    private boolean test;
    private boolean expiredFlag;
    private @Nullable Instant closedAt;

    TestPayment(PaymentStatus status) {
        this.status = status;
    }

    TestPayment from(Source newSource) {
        source = newSource;
        return this;
    }

    TestPayment of(String newMerchantCode) {
        merchantCode = newMerchantCode;
        return this;
    }

    TestPayment order(@Nullable String reference) {
        order = reference;
        return this;
    }

    TestPayment amount(String decimal) {
        amount = decimal;
        return this;
    }

    TestPayment in(CurrencyCode newCurrency) {
        currency = newCurrency;
        return this;
    }

    TestPayment capture(String id, String decimal) {
        captures.add(movement(id, decimal));
        return this;
    }

    TestPayment refund(String id, String decimal) {
        refunds.add(movement(id, decimal));
        return this;
    }

    TestPayment test() {
        test = true;
        return this;
    }

    TestPayment expiredFlag() {
        expiredFlag = true;
        return this;
    }

    TestPayment closedAt(Instant time) {
        closedAt = time;
        return this;
    }

    /** A response from Tabby's API. */
    PaymentEvent retrieved() {
        return from(Source.RETRIEVE).event();
    }

    PaymentEvent event() {
        return event(Instant.EPOCH);
    }

    PaymentEvent event(Instant receivedAt) {
        return PaymentEvent.of(merchantCode, source, receivedAt, snapshot());
    }

    private PaymentSnapshot snapshot() {
        return new PaymentSnapshot(
                new String("pay-1"), // each decoded record has its own copy
                status,
                new BigDecimal(amount),
                currency,
                order,
                captures,
                refunds,
                test,
                expiredFlag,
                null,
                null,
                closedAt);
    }

    private static MoneyMovement movement(String id, String decimal) {
        return new MoneyMovement(id, new BigDecimal(decimal), null, null, null);
    }
}
