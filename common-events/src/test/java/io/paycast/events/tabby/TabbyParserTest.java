package io.paycast.events.tabby;

import static io.paycast.events.tabby.Samples.bytes;
import static io.paycast.events.tabby.Samples.paymentWith;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.CurrencyCode;
import io.paycast.events.MoneyMovement;
import io.paycast.events.PaymentSnapshot;
import io.paycast.events.PaymentStatus;
import java.math.BigDecimal;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Parses every format that Tabby documents. */
class TabbyParserTest {

    private final TabbyParser parser = new TabbyParser();

    @Test
    void parsesTheDocumentedPayment() {
        var payment = paymentOf(bytes(Samples.DOCUMENTED_PAYMENT));

        assertThat(payment.paymentId()).isEqualTo("string");
        assertThat(payment.status()).isEqualTo(PaymentStatus.CLOSED);
        assertThat(payment.amount()).isEqualTo(new BigDecimal("100.00"));
        assertThat(payment.currency()).isEqualTo(CurrencyCode.SAR);
        assertThat(payment.orderReference()).isEqualTo("string");
        assertThat(payment.test()).isFalse();
        assertThat(payment.expired()).isFalse();
        assertThat(payment.createdAt()).isEqualTo(Instant.parse("2021-09-14T13:08:54Z"));
        assertThat(payment.expiresAt()).isEqualTo(Instant.parse("2022-09-14T13:08:54Z"));
        assertThat(payment.closedAt()).isEqualTo(Instant.parse("2021-09-14T13:09:45Z"));
        assertThat(payment.captures())
                .containsExactly(
                        new MoneyMovement(
                                "string",
                                new BigDecimal("100.00"),
                                Instant.parse("2021-09-14T13:09:45Z"),
                                "string",
                                null));
        assertThat(payment.refunds())
                .containsExactly(
                        new MoneyMovement(
                                "string",
                                new BigDecimal("100.00"),
                                Instant.parse("2021-09-14T14:14:02Z"),
                                "string",
                                "string"));
    }

    @ParameterizedTest(name = "{0}")
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "authorize, `{'status':'authorized','captures':[],'refunds':[],'closed_at':null}`,"
                        + " AUTHORIZED, 0, 0, false, false",
                "capture, `{'status':'authorized','captures':[{'id':'c1','amount':'100.00'}]}`,"
                        + " AUTHORIZED, 1, 0, false, false",
                "close, `{'status':'closed','closed_at':'2021-09-14T13:09:45Z','captures':[{'id':'c1','amount':'100.00'}]}`,"
                        + " CLOSED, 1, 0, false, true",
                "reject, `{'status':'rejected'}`, REJECTED, 0, 0, false, false",
                "expire, `{'status':'expired','is_expired':true,'expired_at':'2021-09-14T13:39:45Z'}`,"
                        + " EXPIRED, 0, 0, true, false",
                "refund, `{'status':'closed','closed_at':'2021-09-14T13:09:45Z','captures':[{'id':'c1','amount':'100.00'}],"
                        + "'refunds':[{'id':'r1','amount':'10.50','reason':'too small'}]}`,"
                        + " CLOSED, 1, 1, false, true",
                "update, `{'status':'authorized','order':{'reference_id':'order-2'}}`,"
                        + " AUTHORIZED, 0, 0, false, false",
                "flag before status, `{'status':'created','is_expired':true}`,"
                        + " CREATED, 0, 0, true, false",
            })
    void parsesEachDocumentedEvent(
            String event,
            String fields,
            PaymentStatus status,
            int captures,
            int refunds,
            boolean expired,
            boolean closed) {
        var body =
                fields.replace('\'', '"')
                        .replaceFirst(
                                "\\{", "{\"id\":\"p\",\"amount\":\"100\",\"currency\":\"AED\",");

        var payment = paymentOf(bytes(body));

        assertThat(payment.status()).isEqualTo(status);
        assertThat(payment.captures()).hasSize(captures);
        assertThat(payment.refunds()).hasSize(refunds);
        assertThat(payment.expired()).isEqualTo(expired);
        assertThat(payment.closedAt() != null).isEqualTo(closed);
    }

    @Test
    void parsesTheDocumentedDispute() {
        assertThat(parser.parse(bytes(Samples.DOCUMENTED_DISPUTE)))
                .isEqualTo(
                        new ParsedWebhook.ValidDispute(
                                new Dispute(
                                        "string",
                                        "string",
                                        DisputeStatus.PENDING,
                                        new BigDecimal("100.00"),
                                        CurrencyCode.SAR,
                                        Instant.parse("2026-06-15T13:08:54Z")),
                                0));
    }

    @ParameterizedTest
    @EnumSource(DisputeStatus.class)
    void parsesEachDocumentedDisputeStatus(DisputeStatus status) {
        var body = Samples.DOCUMENTED_DISPUTE.replace("pending", status.wireName());

        assertThat(parser.parse(bytes(body)))
                .isInstanceOfSatisfying(
                        ParsedWebhook.ValidDispute.class,
                        parsed -> assertThat(parsed.dispute().status()).isEqualTo(status));
    }

    @ParameterizedTest
    @ValueSource(strings = {"authorized", "AUTHORIZED", "Authorized"})
    void ignoresTheCaseOfAStatus(String status) {
        assertThat(paymentOf(paymentWith("\"status\":\"" + status + "\"")).status())
                .isEqualTo(PaymentStatus.AUTHORIZED);
    }

    @ParameterizedTest
    @CsvSource({
        "KWD, \"12.345\", 12.345",
        "KWD, \"12\", 12.000",
        "BHD, \"0.001\", 0.001",
        "AED, \"0\", 0.00",
        "AED, \"100.5\", 100.50",
        "AED, \"100.5000\", 100.50",
        "SAR, 100.10, 100.10",
        "SAR, 100, 100.00",
        "SAR, \"9999999999999999.99\", 9999999999999999.99",
    })
    void parsesAmountsExactlyWithTheDecimalsOfTheCurrency(
            String currency, String amount, String exact) {
        var body =
                "{\"amount\":%s,\"id\":\"p\",\"status\":\"closed\",\"currency\":\"%s\"}"
                        .formatted(amount, currency);

        assertThat(paymentOf(bytes(body)).amount()).isEqualTo(new BigDecimal(exact));
    }

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\"0001-01-01T00:00:00Z\""})
    void treatsAnEmptyOrZeroTimeAsMissing(String value) {
        assertThat(paymentOf(paymentWith("\"closed_at\":" + value)).closedAt()).isNull();
    }

    @ParameterizedTest
    @CsvSource({
        "2021-09-14T13:08:54Z, 2021-09-14T13:08:54Z",
        "2021-09-14t13:08:54z, 2021-09-14T13:08:54Z",
        "2021-09-14T13:08:54.123456789Z, 2021-09-14T13:08:54.123456789Z",
        "2021-09-14T17:08:54+04:00, 2021-09-14T13:08:54Z",
    })
    void parsesRfc3339Times(String text, Instant time) {
        assertThat(paymentOf(paymentWith("\"closed_at\":\"" + text + "\"")).closedAt())
                .isEqualTo(time);
    }

    /** No client is shown them. */
    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '`',
            value = {
                "`\"closed_at\":\"yesterday\"`, 1",
                "`\"closed_at\":\"2021-02-30T00:00:00Z\"`, 1",
                "`\"closed_at\":\"2021-09-14T13:08:60Z\"`, 1",
                "`\"closed_at\":\"2021-09-14T13:08:54\"`, 1",
                "`\"expires_at\":\"20210914T130854Z\"`, 1",
                "`\"expires_at\":\"2021-09-14T13:08:54.1234567890Z\"`, 1",
                "`\"expires_at\":\"+999999999-01-01T00:00:00Z\"`, 1",
                "`\"created_at\":1631624934`, 1",
                "`\"created_at\":{\"at\":[1]}`, 1",
                "`\"created_at\":\"x\",\"expires_at\":\"y\",\"closed_at\":\"z\"`, 3",
                "`\"captures\":[{\"id\":\"c\",\"amount\":\"1\",\"created_at\":\"x\"}]`, 1",
                "`\"refunds\":[{\"id\":\"r\",\"amount\":\"1\",\"created_at\":true}]`, 1",
                "`\"created_at\":\"2021-09-14T13:08:54Z\"`, 0",
                "`\"created_at\":null`, 0",
            })
    void leavesOutAndCountsTimesThatAreNotRfc3339(String fields, int unreadable) {
        assertThat(parser.parse(paymentWith(fields)))
                .isInstanceOfSatisfying(
                        ParsedWebhook.ValidPayment.class,
                        parsed -> {
                            assertThat(parsed.unreadableTimes()).isEqualTo(unreadable);
                            assertThat(parsed.payment().closedAt()).isNull();
                            assertThat(parsed.payment().expiresAt()).isNull();
                        });
    }

    @Test
    void leavesOutTheTimeOfADisputeThatIsNotRfc3339() {
        var body = Samples.DOCUMENTED_DISPUTE.replace("2026-06-15T13:08:54Z", "today");
        assertThat(parser.parse(bytes(body)))
                .isInstanceOfSatisfying(
                        ParsedWebhook.ValidDispute.class,
                        parsed -> {
                            assertThat(parsed.unreadableTimes()).isEqualTo(1);
                            assertThat(parsed.dispute().createdAt()).isNull();
                        });
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"dispute_id\":\"d\"", "\"dispute_id\":\"d\",\"payment_id\":\"p\""})
    void treatsABodyWithAnIdAsAPayment(String dispute) {
        assertThat(paymentOf(paymentWith(dispute)).paymentId()).isEqualTo("pay_1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"order\":null",
                "\"order\":{}",
                "\"order\":{\"reference_id\":null}",
                "\"order\":{\"reference_id\":\"\"}",
                "\"captures\":null",
                "\"refunds\":[]",
                "\"is_test\":null",
            })
    void treatsNullAndEmptyFieldsAsMissing(String field) {
        var payment = paymentOf(paymentWith(field));

        assertThat(payment.orderReference()).isNull();
        assertThat(payment.captures()).isEmpty();
        assertThat(payment.refunds()).isEmpty();
        assertThat(payment.test()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\"new_field\":1e400",
                "\"meta\":{\"id\":\"other\",\"status\":[{\"a\":null}]}",
                "\"order\":{\"reference_id\":null,\"items\":[1,2,{\"id\":\"x\"}]}",
            })
    void skipsUnknownFields(String field) {
        assertThat(paymentOf(paymentWith(field)).paymentId()).isEqualTo("pay_1");
    }

    @Test
    void skipsAByteOrderMark() {
        assertThat(paymentOf(bytes("\uFEFF" + Samples.PAYMENT)).paymentId()).isEqualTo("pay_1");
    }

    @Test
    void acceptsAnOrderReferenceInAnyScript() {
        var body = paymentWith("\"order\":{\"reference_id\":\"طلب ١٢ \\ud83d\\ude00\"}");

        assertThat(paymentOf(body).orderReference()).isEqualTo("طلب ١٢ 😀");
    }

    private PaymentSnapshot paymentOf(byte[] body) {
        var parsed = parser.parse(body);
        assertThat(parsed).isInstanceOf(ParsedWebhook.ValidPayment.class);
        return ((ParsedWebhook.ValidPayment) parsed).payment();
    }
}
