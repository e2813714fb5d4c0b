package io.paycast.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class PaymentEventCodecTest {

    private static final Instant RECEIVED = Instant.parse("2026-11-23T07:38:00.120Z");

    private static final String VALUE =
            """
            {"paymentId":"pay-1","status":"authorized","amount":150.00,"currency":"AED",\
            "orderReference":"order-1","captures":[{"id":"c","amount":150.00,\
            "createdAt":"2026-11-23T07:38:00.120Z","referenceId":"r","reason":null}],\
            "refunds":[],"test":true,"expired":false,"createdAt":"2026-11-23T07:38:00.120Z",\
            "expiresAt":null,"closedAt":null}\
            """;

    private final PaymentEventCodec codec = new PaymentEventCodec();

    @Test
    void decodesWhatItEncoded() {
        var event = PaymentEvent.of("kw", RECEIVED, snapshot("150.000", CurrencyCode.KWD));
        assertThat(codec.decode(delivered(codec.encode(event, null))))
                .isEqualTo(new PaymentEventCodec.Decoded.Event(event));
    }

    @Test
    void encodesACloudEventInBinaryMode() {
        var event = PaymentEvent.of("ae", RECEIVED, snapshot("150.00", CurrencyCode.AED));
        var message = codec.encode(event, "00-abc-def-01");
        assertThat(message.topic()).isEqualTo("payment-events");
        assertThat(message.key()).isEqualTo("pay-1");
        assertThat(headers(message))
                .isEqualTo(
                        Map.of(
                                "ce_specversion", "1.0",
                                "ce_id", event.id(),
                                "ce_source", "/tabby/ae",
                                "ce_type", "ai.tabby.payment.captured.v1",
                                "ce_subject", "pay-1",
                                "ce_time", "2026-11-23T07:38:00.120000Z",
                                "content-type", "application/json",
                                "traceparent", "00-abc-def-01"));
        assertThat(new String(message.value(), UTF_8))
                .contains("\"amount\":150.00", "\"status\":\"authorized\"");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{}", "\"x\"", "{\"paymentId\":1,\"status\":7}"})
    void returnsPoisonForAValueThatIsNotAPayment(String value) {
        var event = PaymentEvent.of("ae", RECEIVED, snapshot("1.00", CurrencyCode.AED));
        var template = codec.encode(event, null);
        var poison = delivered(template.headers(), value.getBytes(UTF_8));
        assertThat(codec.decode(poison)).isInstanceOf(PaymentEventCodec.Decoded.Poison.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "/", "ae", "/tabb", "/other/ae"})
    void returnsPoisonForASourceThatIsNotTabby(String source) {
        var event = PaymentEvent.of("ae", RECEIVED, snapshot("1.00", CurrencyCode.AED));
        var message = codec.encode(event, null);
        message.headers().remove("ce_source").add("ce_source", source.getBytes(UTF_8));
        assertThat(codec.decode(delivered(message)))
                .isInstanceOf(PaymentEventCodec.Decoded.Poison.class);
    }

    @Test
    void encodesTheValueExactly() {
        var event = PaymentEvent.of("ae", RECEIVED, snapshot("150.00", CurrencyCode.AED));
        assertThat(new String(codec.encode(event, null).value(), UTF_8)).isEqualTo(VALUE);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"test\":true | \"test\":\"true\"",
                "\"test\":true | \"test\":null",
                "\"test\":true,| ",
                "\"status\":\"authorized\" | \"status\":\"paid\"",
                "\"status\":\"authorized\",| ",
                "\"currency\":\"AED\" | \"currency\":\"XXX\"",
                "\"amount\":150.00,\"currency\" | \"amount\":150.001,\"currency\"",
                "\"amount\":150.00,\"currency\" | \"amount\":1e999999999,\"currency\"",
                "\"paymentId\":\"pay-1\" | \"paymentId\":{}",
                "\"refunds\":[] | \"refunds\":[null]",
                "\"refunds\":[] | \"refunds\":{}",
                "\"id\":\"c\",| ",
                "\"closedAt\":null} | \"closedAt\":null}}",
                "\"closedAt\":null} | \"closedAt\":null",
            })
    void returnsPoisonForAnInvalidOrMissingMember(String written, @Nullable String instead) {
        assertThat(VALUE).contains(written);
        assertThat(decoded(VALUE.replace(written, instead == null ? "" : instead)))
                .isInstanceOf(PaymentEventCodec.Decoded.Poison.class);
    }

    /** No client is shown them, so they cost no update. */
    @ParameterizedTest
    @ValueSource(strings = {"\"2026-13-23T07:38:00Z\"", "\"\"", "7", "{\"a\":[1]}", "null"})
    void leavesOutTimesThatCannotBeRead(String time) {
        var written = VALUE.replace("\"2026-11-23T07:38:00.120Z\"", time);
        assertThat(decoded(written))
                .isInstanceOfSatisfying(
                        PaymentEventCodec.Decoded.Event.class,
                        decoded -> {
                            var payment = decoded.event().payment();
                            assertThat(payment.createdAt()).isNull();
                            assertThat(payment.captures().getFirst().createdAt()).isNull();
                        });
    }

    @Test
    void returnsPoisonForATextThatNoMessageHasRoomFor() {
        for (var text : List.of("\"pay-1\"", "\"order-1\"")) {
            var long1025 = "\"" + "x".repeat(1_025) + "\"";
            assertThat(decoded(VALUE.replace(text, long1025)))
                    .isInstanceOf(PaymentEventCodec.Decoded.Poison.class);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "WEBHOOK, /tabby/kw, ",
        "RETRIEVE, /tabby/kw/retrieve, ",
        "RETRIEVE_UNKNOWN, /tabby/kw/retrieve, true",
    })
    void saysHowAnEventCameFromTabby(
            PaymentEvent.Source source, String header, @Nullable String unknown) {
        var event = PaymentEvent.of("kw", source, RECEIVED, snapshot("1.000", CurrencyCode.KWD));
        var message = codec.encode(event, null);
        assertThat(headers(message)).containsEntry("ce_source", header);
        assertThat(headers(message).get("ce_unknown")).isEqualTo(unknown);
        assertThat(codec.decode(delivered(message)))
                .isEqualTo(new PaymentEventCodec.Decoded.Event(event));
    }

    @ParameterizedTest
    @EnumSource
    void tellsAMerchantNamedRetrieveFromAResponseOfTabby(PaymentEvent.Source source) {
        var payment = snapshot("1.00", CurrencyCode.AED);
        var event = PaymentEvent.of("retrieve", source, RECEIVED, payment);
        assertThat(codec.decode(delivered(codec.encode(event, null))))
                .isEqualTo(new PaymentEventCodec.Decoded.Event(event));
    }

    @Test
    void tellsTheSourcesOfRecordsThatAlternate() {
        var payment = snapshot("1.00", CurrencyCode.AED);
        for (var merchant : List.of("ae", "kw", "ae", "ae")) {
            for (var source : PaymentEvent.Source.values()) {
                var event = PaymentEvent.of(merchant, source, RECEIVED, payment);
                assertThat(codec.decode(delivered(codec.encode(event, null))))
                        .isEqualTo(new PaymentEventCodec.Decoded.Event(event));
            }
        }
    }

    @Test
    void skipsUnknownMembers() {
        var later =
                VALUE.replace("\"test\":", "\"since\":{\"a\":[1,{}]},\"test\":")
                        .replace("\"reason\":null", "\"reason\":null,\"by\":[\"x\"]");
        assertThat(decoded(later)).isEqualTo(decoded(VALUE));
        assertThat(decoded(later)).isInstanceOf(PaymentEventCodec.Decoded.Event.class);
    }

    @Test
    void returnsPoisonForARecordWithoutHeadersOrValue() {
        var event = PaymentEvent.of("ae", RECEIVED, snapshot("1.00", CurrencyCode.AED));
        var message = codec.encode(event, null);
        assertThat(codec.decode(delivered(new RecordHeaders(), message.value())))
                .isInstanceOf(PaymentEventCodec.Decoded.Poison.class);
        assertThat(codec.decode(delivered(message.headers(), new byte[0])))
                .isInstanceOf(PaymentEventCodec.Decoded.Poison.class);
    }

    private PaymentEventCodec.Decoded decoded(String value) {
        var event = PaymentEvent.of("ae", RECEIVED, snapshot("1.00", CurrencyCode.AED));
        return codec.decode(delivered(codec.encode(event, null).headers(), value.getBytes(UTF_8)));
    }

    private static PaymentSnapshot snapshot(String amount, CurrencyCode currency) {
        return new PaymentSnapshot(
                "pay-1",
                PaymentStatus.AUTHORIZED,
                new BigDecimal(amount),
                currency,
                "order-1",
                List.of(new MoneyMovement("c", new BigDecimal(amount), RECEIVED, "r", null)),
                List.of(),
                true,
                false,
                RECEIVED,
                null,
                null);
    }

    private static Map<String, String> headers(ProducerRecord<String, byte[]> message) {
        var headers = new java.util.HashMap<String, String>();
        message.headers().forEach(h -> headers.put(h.key(), new String(h.value(), UTF_8)));
        return headers;
    }

    private static ConsumerRecord<String, byte[]> delivered(
            ProducerRecord<String, byte[]> message) {
        return delivered(message.headers(), message.value());
    }

    private static ConsumerRecord<String, byte[]> delivered(
            org.apache.kafka.common.header.Headers headers, byte[] value) {
        return new ConsumerRecord<>(
                Topics.PAYMENT_EVENTS,
                0,
                0L,
                0L,
                TimestampType.CREATE_TIME,
                0,
                0,
                "pay-1",
                value,
                headers,
                Optional.empty());
    }
}
