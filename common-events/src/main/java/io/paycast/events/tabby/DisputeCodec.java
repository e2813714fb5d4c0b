package io.paycast.events.tabby;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.events.Rfc3339;
import io.paycast.events.Topics;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.StreamWriteFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * Encodes dispute events as records of {@link Topics#DISPUTES}. Thread-safe.
 *
 * <p>Like payment events, records are CloudEvents 1.0 in Kafka's binary content mode. The key is
 * the payment id, so that a dispute can be joined with its payment. The subject is the dispute id.
 */
public final class DisputeCodec {

    private final JsonMapper json =
            JsonMapper.builder().enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN).build();

    /**
     * Encodes an event.
     *
     * @param traceparent the W3C trace context of the webhook's request, if it has one
     */
    public ProducerRecord<String, byte[]> encode(DisputeEvent event, @Nullable String traceparent) {
        var dispute = event.dispute();
        var message =
                new ProducerRecord<>(
                        Topics.DISPUTES, dispute.paymentId(), json.writeValueAsBytes(dispute));
        var headers = message.headers();
        put(headers, "ce_specversion", "1.0");
        put(headers, "ce_id", event.id());
        put(headers, "ce_source", "/tabby/" + event.merchantCode());
        put(headers, "ce_type", "ai.tabby.dispute." + dispute.status().wireName() + ".v1");
        put(headers, "ce_subject", dispute.disputeId());
        put(headers, "ce_time", Rfc3339.micros(event.receivedAt()));
        put(headers, "content-type", "application/json");
        if (traceparent != null) {
            put(headers, "traceparent", traceparent);
        }
        return message;
    }

    private static void put(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(UTF_8));
    }
}
