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
 * Encodes an update as JSON. The first four members are the published format and never change;
 * clients ignore unknown members. Thread-safe.
 */
public final class UpdateWriter {

    private static final String CURSOR_MEMBER = "\"Cursor\":\"";

    private final JsonFactory json =
            JsonFactory.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

    /**
     * Encodes an update as UTF-8 JSON.
     *
     * @param view the payment as clients see it now
     * @param corrected whether Tabby's API corrected what clients were shown before
     * @param eventId the id of the event that caused the change
     * @param receivedAt when ingest received that event
     * @param sealedCursor the position after this update
     */
    public byte[] write(
            PaymentView view,
            boolean corrected,
            String eventId,
            Instant receivedAt,
            String sealedCursor) {
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
            generator.writeStringProperty("Outcome", view.outcome().wireName());
            generator.writeStringProperty("MerchantCode", view.merchantCode());
            generator.writeBooleanProperty("IsTest", view.test());
            generator.writeStringProperty("EventId", eventId);
            generator.writeStringProperty("ReceivedAt", Rfc3339.micros(receivedAt));
            if (corrected) {
                generator.writeBooleanProperty("Corrected", true);
            }
            generator.writeStringProperty("Cursor", sealedCursor);
            generator.writeEndObject();
        }
        return out.toByteArray();
    }

    /** Replaces the cursor, which is the last member. */
    public static byte[] withCursor(byte[] message, String sealedCursor) {
        var text = new String(message, UTF_8);
        int member = text.lastIndexOf(CURSOR_MEMBER);
        return (text.substring(0, member) + CURSOR_MEMBER + sealedCursor + "\"}").getBytes(UTF_8);
    }

    private static BigDecimal scaled(BigDecimal amount, PaymentView view) {
        return amount.setScale(view.currency().decimals());
    }
}
