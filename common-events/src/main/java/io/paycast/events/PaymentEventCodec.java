package io.paycast.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.time.DateTimeException;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Payment events as records of {@link Topics#PAYMENT_EVENTS}. Thread-safe.
 *
 * <p>CloudEvents 1.0, Kafka protocol binding, binary content mode: the attributes are headers, the
 * value is the {@link PaymentSnapshot} as JSON, the key is the payment id.
 */
public final class PaymentEventCodec {

    private static final String SOURCE_PREFIX = "/tabby/";

    private final JsonMapper json =
            JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();
    private final JsonFactory factory = json.tokenStreamFactory();

    /** What a record turned out to be. */
    public sealed interface Decoded {

        /** A payment event. */
        record Event(PaymentEvent event) implements Decoded {}

        /** A record that is no payment event; the reason names no content. */
        record Poison(String reason) implements Decoded {}
    }

    /**
     * The record that carries an event.
     *
     * @param traceparent the W3C trace context of the request it came with, if any
     */
    public ProducerRecord<String, byte[]> encode(PaymentEvent event, @Nullable String traceparent) {
        var payment = event.payment();
        var message =
                new ProducerRecord<>(
                        Topics.PAYMENT_EVENTS,
                        payment.paymentId(),
                        json.writeValueAsBytes(payment));
        var headers = message.headers();
        put(headers, "ce_specversion", "1.0");
        put(headers, "ce_id", event.id());
        put(headers, "ce_source", SOURCE_PREFIX + event.merchantCode());
        put(headers, "ce_type", "ai.tabby.payment." + typeOf(payment) + ".v1");
        put(headers, "ce_subject", payment.paymentId());
        put(headers, "ce_time", Rfc3339.micros(event.receivedAt()));
        put(headers, "content-type", "application/json");
        if (traceparent != null) {
            put(headers, "traceparent", traceparent);
        }
        return message;
    }

    /** Reads a record back; never throws on what the record holds. */
    public Decoded decode(ConsumerRecord<?, byte[]> message) {
        try {
            var headers = message.headers();
            var id = header(headers, "ce_id");
            var source = header(headers, "ce_source");
            var time = header(headers, "ce_time");
            if (id == null || source == null || time == null || !source.startsWith(SOURCE_PREFIX)) {
                return new Decoded.Poison("it lacks a CloudEvents header");
            }
            if (message.value() == null) {
                return new Decoded.Poison("it has no value");
            }
            var payment = read(message.value());
            var merchantCode = source.substring(SOURCE_PREFIX.length());
            return new Decoded.Event(
                    new PaymentEvent(id, merchantCode, Rfc3339.parse(time), payment));
        } catch (JacksonException e) {
            return new Decoded.Poison("its value is no payment: " + e.getClass().getSimpleName());
        } catch (DateTimeException
                | ArithmeticException
                | NullPointerException
                | IllegalArgumentException e) {
            return new Decoded.Poison("a field is wrong: " + e.getClass().getSimpleName());
        }
    }

    private PaymentSnapshot read(byte[] value) {
        try (var parser = factory.createParser(ObjectReadContext.empty(), value)) {
            return new SnapshotReader(parser).read();
        }
    }

    /** What happened, as far as one snapshot tells. */
    private static String typeOf(PaymentSnapshot payment) {
        if (!payment.refunds().isEmpty()) {
            return "refunded";
        }
        if (payment.status() == PaymentStatus.AUTHORIZED && !payment.captures().isEmpty()) {
            return "captured";
        }
        return payment.status().wireName();
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }

    private static @Nullable String header(Headers headers, String name) {
        var header = headers.lastHeader(name);
        return header == null || header.value() == null ? null : new String(header.value(), UTF_8);
    }
}
