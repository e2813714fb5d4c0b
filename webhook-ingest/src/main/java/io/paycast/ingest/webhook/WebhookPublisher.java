package io.paycast.ingest.webhook;

import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import io.paycast.events.tabby.DisputeCodec;
import io.paycast.events.tabby.DisputeEvent;
import io.paycast.events.tabby.ParsedWebhook;
import io.paycast.events.tabby.TabbyParser;
import io.paycast.ingest.eventlog.AppendResult;
import io.paycast.ingest.eventlog.EventLog;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.ProducerRecord;
import reactor.core.publisher.Mono;

/**
 * Parses the body of a webhook and publishes it to Kafka. {@link TabbyParser} validates the fields;
 * a body that it refuses or does not know is published to the quarantine topic.
 */
public final class WebhookPublisher {

    private final TabbyParser parser = new TabbyParser();
    private final PaymentEventCodec payments = new PaymentEventCodec();
    private final DisputeCodec disputes = new DisputeCodec();
    private final EventLog eventLog;
    private final WebhookMetrics metrics;

    /** Publishes to this log. */
    public WebhookPublisher(EventLog eventLog, WebhookMetrics metrics) {
        this.eventLog = eventLog;
        this.metrics = metrics;
    }

    /** Emits the result on the channel's event loop, once Kafka has acknowledged the record. */
    Mono<WebhookResult> publish(WebhookDelivery delivery, byte[] body) {
        var merchantCode = delivery.merchantCode();
        var receivedAt = delivery.receivedAt();
        var traceparent = Traceparent.of(delivery.exchange().request().getHeaders());
        return switch (parser.parse(body)) {
            case ParsedWebhook.ValidPayment(var payment, int unreadableTimes) -> {
                metrics.leftOutTimes(merchantCode, unreadableTimes);
                var event = PaymentEvent.of(merchantCode, receivedAt, payment);
                yield append(
                        delivery,
                        payments.encode(event, traceparent),
                        () -> {
                            metrics.storedPayment(System.nanoTime() - delivery.startNanos());
                            return new WebhookResult.Stored();
                        });
            }
            case ParsedWebhook.ValidDispute(var dispute, int unreadableTimes) -> {
                metrics.leftOutTimes(merchantCode, unreadableTimes);
                var event = DisputeEvent.of(merchantCode, receivedAt, dispute);
                yield append(
                        delivery,
                        disputes.encode(event, traceparent),
                        () -> {
                            metrics.storedDispute(System.nanoTime() - delivery.startNanos());
                            return new WebhookResult.Stored();
                        });
            }
            case ParsedWebhook.Invalid invalid ->
                    quarantine(delivery, body, invalid, new WebhookResult.Quarantined(invalid));
            case ParsedWebhook.Unknown(var what) ->
                    quarantine(delivery, body, what, new WebhookResult.Unknown(what));
        };
    }

    private Mono<WebhookResult> quarantine(
            WebhookDelivery delivery,
            byte[] body,
            ParsedWebhook.Invalid reason,
            WebhookResult result) {
        var merchantCode = delivery.merchantCode();
        var message = Quarantine.encode(body, reason, merchantCode, delivery.receivedAt());
        return append(
                delivery,
                message,
                () -> {
                    metrics.quarantined(merchantCode, message.key(), reason, result);
                    return result;
                });
    }

    private Mono<WebhookResult> append(
            WebhookDelivery delivery,
            ProducerRecord<String, byte[]> message,
            Supplier<WebhookResult> whenAcknowledged) {
        var eventLoop = delivery.exchange().eventLoop();
        return Mono.<AppendResult>create(sink ->
                        eventLog.append(
                                message, result -> eventLoop.execute(() -> sink.success(result))))
                .map(result ->
                        switch (result) {
                            case AppendResult.Acknowledged() -> whenAcknowledged.get();
                            case AppendResult.NotAcknowledged(var fault) -> {
                                metrics.refused(WebhookRefusal.KAFKA, delivery.client(), fault);
                                yield new WebhookResult.Refused(WebhookRefusal.KAFKA, null, true);
                            }
                        });
    }
}
