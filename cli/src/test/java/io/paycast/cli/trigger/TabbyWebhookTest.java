package io.paycast.cli.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.CurrencyCode;
import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentSnapshot;
import io.paycast.events.tabby.ParsedWebhook;
import io.paycast.events.tabby.TabbyParser;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.SplittableRandom;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class TabbyWebhookTest {

    private static final Instant NOW = Instant.parse("2026-11-23T07:38:00Z");

    private final PaymentId payment = PaymentId.random(NOW, new SplittableRandom(1));

    @ParameterizedTest
    @CsvSource({
        "AUTHORIZED, authorized, 0, 0",
        "CAPTURED,   authorized, 1, 0",
        "CLOSED,     closed,     1, 0",
        "REFUNDED,   closed,     1, 1",
        "REJECTED,   rejected,   0, 0",
        "EXPIRED,    expired,    0, 0"
    })
    void isParsedAsTheSameStatusCapturesAndRefunds(
            PaymentEventType type, String status, int captures, int refunds) {
        var parsed = parse(type, payment, CurrencyCode.AED, "150.00");
        assertThat(parsed.paymentId()).isEqualTo(payment.text());
        assertThat(parsed.status().name()).isEqualToIgnoringCase(status);
        assertThat(parsed.captures()).hasSize(captures);
        assertThat(parsed.refunds()).hasSize(refunds);
        assertThat(parsed.amount()).isEqualTo(new BigDecimal("150.00"));
    }

    @ParameterizedTest
    @EnumSource
    void keepsTheDecimalsOfEveryCurrency(CurrencyCode currency) {
        var amount = currency.scale(new BigDecimal("1.25"));
        assertThat(
                        parse(PaymentEventType.CAPTURED, payment, currency, amount.toPlainString())
                                .amount())
                .isEqualTo(amount);
    }

    @ParameterizedTest
    @EnumSource(
            mode = EnumSource.Mode.EXCLUDE,
            names = {"UPDATED", "CANCELLED", "DISPUTE"})
    void repeatsHaveTheSameEventId(PaymentEventType type) {
        var once = parse(type, payment, CurrencyCode.AED, "150.00");
        var again = parse(type, new PaymentId(payment.text()), CurrencyCode.AED, "150.00");
        assertThat(PaymentEvent.of("local", NOW, again).id())
                .isEqualTo(PaymentEvent.of("local", NOW.plusSeconds(60), once).id());
    }

    @Test
    void derivesTimesAndOrderFromAnyPaymentId() {
        var odd = new PaymentId("p \"1\"\n");
        assertThat(odd.createdAt()).isEqualTo(new PaymentId("p \"1\"\n").createdAt());
        assertThat(odd.order()).isEqualTo(new PaymentId("p \"1\"\n").order());
        assertThat(odd.order()).isNotEqualTo(payment.order());
    }

    @Test
    void createsPaymentsHalfAnHourOld() {
        assertThat(payment.createdAt()).isEqualTo(NOW.minusSeconds(1800));
    }

    private static PaymentSnapshot parse(
            PaymentEventType type, PaymentId payment, CurrencyCode currency, String amount) {
        var webhook =
                new TabbyWebhook(
                        type, payment, payment.order(), new BigDecimal(amount), currency, false);
        var parsed = new TabbyParser().parse(webhook.body());
        assertThat(parsed).isInstanceOf(ParsedWebhook.ValidPayment.class);
        return ((ParsedWebhook.ValidPayment) parsed).payment();
    }
}
