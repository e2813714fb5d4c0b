package io.paycast.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.events.PaymentView;
import io.paycast.events.Rfc3339;
import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.time.Instant;
import tools.jackson.core.JsonEncoding;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.core.json.JsonFactory;

/**
 * Writes the message that a client sees of a change. The first four members are the published
 * format and never change; clients ignore members that they do not know. Thread-safe.
 */
public final class UpdateWriter {

    private static final String CURSOR_MEMBER = "\"Cursor\":\"";

    private final JsonFactory json =
            JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

    /**
     * The message as UTF-8 JSON.
     *
     * @param view what the payment looks like now
     * @param eventId of the event that made it so
     * @param receivedAt when ingest received that event
     * @param sealedCursor where a client stands once it has this message
     */
    public byte[] write(PaymentView view, String eventId, Instant receivedAt, String sealedCursor) {
        var out = new ByteArrayOutputStream(512);
        try (var generator =
                json.createGenerator(ObjectWriteContext.empty(), out, JsonEncoding.UTF8)) {
            generator.writeStartObject();
            generator.writeStringProperty("PaymentId", view.paymentId());
            generator.writeStringProperty("Status", view.status().wireName());
            generator.writeNumberProperty("Amount", scaled(view.amount(), view));
            generator.writeStringProperty("OrderReferenceId", view.orderReference());
            generator.writeStringProperty("Currency", view.currency().name());
            generator.writeNumberProperty("CapturedAmount", scaled(view.capturedAmount(), view));
            generator.writeNumberProperty("RefundedAmount", scaled(view.refundedAmount(), view));
            generator.writeStringProperty("MerchantCode", view.merchantCode());
            generator.writeBooleanProperty("IsTest", view.test());
            generator.writeStringProperty("EventId", eventId);
            generator.writeStringProperty("ReceivedAt", Rfc3339.micros(receivedAt));
            generator.writeStringProperty("Cursor", sealedCursor);
            generator.writeEndObject();
        }
        return out.toByteArray();
    }

    /** A message with another cursor: it is the last member, whatever comes before it. */
    public static byte[] withCursor(byte[] message, String sealedCursor) {
        var text = new String(message, UTF_8);
        int member = text.lastIndexOf(CURSOR_MEMBER);
        return (text.substring(0, member) + CURSOR_MEMBER + sealedCursor + "\"}").getBytes(UTF_8);
    }

    private static BigDecimal scaled(BigDecimal amount, PaymentView view) {
        return view.currency().scale(amount);
    }
}
