package io.paycast.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.events.PaymentEvent.Source;
import java.time.DateTimeException;
import java.util.Arrays;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.json.JsonMapper;

/**
 * Encodes payment events as records of {@link Topics#PAYMENT_EVENTS} and decodes them. Thread-safe.
 *
 * <p>Records are CloudEvents 1.0 in Kafka's binary content mode: the attributes are headers, the
 * value is the {@link PaymentSnapshot} as JSON, and the key is the payment id.
 */
public final class PaymentEventCodec {

    private static final String SOURCE_PREFIX = "/tabby/";
    private static final String RETRIEVE_SUFFIX = "/retrieve";

    /** An extension attribute: Tabby's API does not know the payment. */
    private static final String UNKNOWN_HEADER = "ce_unknown";

    /** Longer than any text that ingest accepts, and short enough for every message. */
    private static final int MAX_TEXT_CHARS = 1_024;

    private final JsonMapper json =
            JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();
    private final JsonFactory factory = json.tokenStreamFactory();

    /**
     * Of the last record. Few merchants have many payments, so memory holds few copies of a code.
     */
    private volatile Origin lastOrigin = new Origin(SOURCE_PREFIX.getBytes(UTF_8), SOURCE_PREFIX);

    /** What the source of a record says. */
    private static final class Origin {

        final byte[] header;
        final String merchantCode;
        final boolean retrieved;

        Origin(byte[] header, String source) {
            this.header = header;
            this.retrieved = isRetrieved(source);
            int end = source.length() - (retrieved ? RETRIEVE_SUFFIX.length() : 0);
            this.merchantCode = source.substring(SOURCE_PREFIX.length(), end);
        }

        /** A merchant's code has no slash, but "retrieve" may be one. */
        private static boolean isRetrieved(String source) {
            return source.endsWith(RETRIEVE_SUFFIX)
                    && source.indexOf('/', SOURCE_PREFIX.length()) > 0;
        }
    }

    /** The outcome of decoding a record. */
    public sealed interface Decoded {

        /** The record is a payment event. */
        record Event(PaymentEvent event) implements Decoded {}

        /** The record is not a payment event. The reason never quotes the record. */
        record Poison(String reason) implements Decoded {}
    }

    /**
     * Encodes an event.
     *
     * @param traceparent the W3C trace context of the webhook's request, if it has one
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
        put(headers, "ce_source", sourceOf(event));
        put(headers, "ce_type", "ai.tabby.payment." + typeOf(payment) + ".v1");
        put(headers, "ce_subject", payment.paymentId());
        put(headers, "ce_time", Rfc3339.micros(event.receivedAt()));
        put(headers, "content-type", "application/json");
        if (event.source() == Source.RETRIEVE_UNKNOWN) {
            put(headers, UNKNOWN_HEADER, "true");
        }
        if (traceparent != null) {
            put(headers, "traceparent", traceparent);
        }
        return message;
    }

    /** Decodes a record. No record makes it throw. */
    public Decoded decode(ConsumerRecord<?, byte[]> message) {
        try {
            var headers = message.headers();
            var id = header(headers, "ce_id");
            var origin = origin(headers.lastHeader("ce_source"));
            var time = header(headers, "ce_time");
            if (id == null || origin == null || time == null) {
                return new Decoded.Poison("a CloudEvents header is missing or invalid");
            }
            if (message.value() == null) {
                return new Decoded.Poison("the value is missing");
            }
            var payment = read(message.value());
            if (isTooLong(id) || isTooLong(origin.merchantCode) || isTooLong(payment)) {
                return new Decoded.Poison(
                        "a text is longer than %d characters".formatted(MAX_TEXT_CHARS));
            }
            return new Decoded.Event(
                    new PaymentEvent(
                            id,
                            origin.merchantCode,
                            origin.retrieved ? retrieval(headers) : Source.WEBHOOK,
                            Rfc3339.parse(time),
                            payment));
        } catch (JacksonException e) {
            return new Decoded.Poison(
                    "the value is not a payment snapshot: " + e.getClass().getSimpleName());
        } catch (DateTimeException
                | ArithmeticException
                | NullPointerException
                | IllegalArgumentException e) {
            return new Decoded.Poison("a field is invalid: " + e.getClass().getSimpleName());
        }
    }

    private PaymentSnapshot read(byte[] value) {
        try (var parser = factory.createParser(ObjectReadContext.empty(), value)) {
            return new SnapshotReader(parser).read();
        }
    }

    /** Returns null if the header is missing or invalid. */
    private @Nullable Origin origin(@Nullable Header header) {
        if (header == null || header.value() == null) {
            return null;
        }
        var origin = lastOrigin;
        if (!Arrays.equals(header.value(), origin.header)) {
            var source = new String(header.value(), UTF_8);
            if (!source.startsWith(SOURCE_PREFIX)) {
                return null;
            }
            origin = new Origin(header.value(), source);
            lastOrigin = origin;
        }
        return origin;
    }

    private static String sourceOf(PaymentEvent event) {
        var merchant = SOURCE_PREFIX + event.merchantCode();
        return event.source() == Source.WEBHOOK ? merchant : merchant + RETRIEVE_SUFFIX;
    }

    private static Source retrieval(Headers headers) {
        return "true".equals(header(headers, UNKNOWN_HEADER))
                ? Source.RETRIEVE_UNKNOWN
                : Source.RETRIEVE;
    }

    /** Whether clients cannot be shown the payment: a message must fit a frame. */
    private static boolean isTooLong(PaymentSnapshot payment) {
        return isTooLong(payment.paymentId())
                || (payment.orderReference() != null && isTooLong(payment.orderReference()));
    }

    private static boolean isTooLong(String text) {
        return text.length() > MAX_TEXT_CHARS;
    }

    /** Names the event type, as far as one snapshot shows it. */
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
