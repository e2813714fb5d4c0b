package io.paycast.ingest.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import io.paycast.events.PaymentSnapshot;
import io.paycast.events.PaymentState;
import io.paycast.events.References;
import io.paycast.events.tabby.DisputeCodec;
import io.paycast.events.tabby.DisputeEvent;
import io.paycast.events.tabby.ParsedWebhook;
import io.paycast.events.tabby.TabbyParser;
import io.paycast.testsupport.Fuzzer;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** Feeds mutated bodies of webhooks to the parser, and what it accepts to the codecs. */
class WebhookBodyFuzzTest {

    private static final Instant NOW = Instant.parse("2026-11-23T07:38:00.123456Z");

    private final TabbyParser parser = new TabbyParser();
    private final PaymentEventCodec codec = new PaymentEventCodec();
    private final DisputeCodec disputes = new DisputeCodec();

    @Test
    void refusesWithASentenceOrPreservesTheBody() {
        Fuzzer.of(WebhookBodyFuzzTest.class, "webhook-body")
                .withWords(
                        "\"dispute_id\":\"d\",",
                        "\"captures\":[{\"id\":\"c\",\"amount\":\"1\"}],",
                        "\"refunds\":null,",
                        "\"created_at\":\"2026-11-23T07:38:60Z\",",
                        "\\u0000",
                        "\\ud800",
                        "\u2028",
                        "null",
                        "[[[[",
                        "{\"a\":")
                .allocatingAtMost(200_000, 100)
                .run(this::check);
    }

    private Object check(byte[] body) {
        var parsed = parser.parse(body);
        assertThat(parser.parse(body)).isEqualTo(parsed);
        return switch (parsed) {
            case ParsedWebhook.Invalid invalid -> checkReason(invalid);
            case ParsedWebhook.Unknown(var what) -> "unknown " + checkReason(what);
            case ParsedWebhook.ValidPayment(var payment, int unreadableTimes) -> {
                checkPayment(payment);
                yield payment.status()
                        + " captured "
                        + Math.min(2, payment.captures().size())
                        + " refunded "
                        + Math.min(2, payment.refunds().size())
                        + " unreadable "
                        + Math.min(2, unreadableTimes);
            }
            case ParsedWebhook.ValidDispute(var dispute, int unreadableTimes) -> {
                var event = DisputeEvent.of("ae", NOW, dispute);
                assertThat(disputes.encode(event, null).key()).isEqualTo(dispute.paymentId());
                yield dispute.status();
            }
        };
    }

    private static String checkReason(ParsedWebhook.Invalid invalid) {
        assertThat(invalid.detail())
                .matches("The (body|field [a-z_.\\[\\]0-9]+) [^\\x00-\\x1f]{5,300}\\.");
        return invalid.field().replaceAll("[0-9]+", "0")
                + invalid.reason().replaceAll("[0-9]+", "0");
    }

    private void checkPayment(PaymentSnapshot payment) {
        assertThat(References.isPayment(payment.paymentId())).isTrue();
        var reference = payment.orderReference();
        assertThat(reference == null || References.isOrder(reference)).isTrue();
        assertThat(payment.amount().signum()).isNotNegative();
        assertThat(payment.amount().scale()).isEqualTo(payment.currency().decimals());

        var event = PaymentEvent.of("ae", NOW, payment);
        var record = codec.encode(event, null);
        var read = new ConsumerRecord<>("t", 0, 0, record.key(), record.value());
        record.headers().forEach(header -> read.headers().add(header));
        assertThat(codec.decode(read)).isEqualTo(new PaymentEventCodec.Decoded.Event(event));

        var once = PaymentState.merge(null, event);
        assertThat(PaymentState.merge(once, event).view()).isEqualTo(once.view());
    }
}
