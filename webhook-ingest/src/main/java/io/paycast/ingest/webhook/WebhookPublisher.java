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

/** From a body to its place on Kafka, and only then to an answer: nothing is dropped between. */
final class WebhookPublisher {

    private final TabbyParser parser = new TabbyParser();
    private final PaymentEventCodec payments = new PaymentEventCodec();
    private final DisputeCodec disputes = new DisputeCodec();
    private final EventLog eventLog;
    private final WebhookResponses responses;
    private final WebhookMetrics metrics;

    WebhookPublisher(EventLog eventLog, WebhookResponses responses, WebhookMetrics metrics) {
        this.eventLog = eventLog;
        this.responses = responses;
        this.metrics = metrics;
    }

    Mono<Void> publish(WebhookDelivery delivery, byte[] body) {
        var merchant = delivery.merchantCode();
        var receivedAt = delivery.receivedAt();
        var traceparent = Traceparent.of(delivery.request().getHeaders());
        return switch (parser.parse(body)) {
            case ParsedWebhook.ValidPayment(var payment) -> {
                var event = PaymentEvent.of(merchant, receivedAt, payment);
                yield append(
                        delivery,
                        payments.encode(event, traceparent),
                        () -> {
                            metrics.acceptedPayment(System.nanoTime() - delivery.startNanos());
                            return responses.accepted(delivery.exchange().response());
                        });
            }
            case ParsedWebhook.ValidDispute(var dispute) -> {
                var event = DisputeEvent.of(merchant, receivedAt, dispute);
                yield append(
                        delivery,
                        disputes.encode(event, traceparent),
                        () -> {
                            metrics.acceptedDispute(System.nanoTime() - delivery.startNanos());
                            return responses.accepted(delivery.exchange().response());
                        });
            }
            case ParsedWebhook.Invalid refused -> {
                var message = Quarantine.encode(body, refused, merchant, receivedAt);
                yield append(
                        delivery,
                        message,
                        () -> {
                            metrics.quarantined(merchant, message.key(), refused);
                            return responses.notUnderstood(delivery.exchange().response(), refused);
                        });
            }
        };
    }

    private Mono<Void> append(
            WebhookDelivery delivery,
            ProducerRecord<String, byte[]> message,
            Supplier<Mono<Void>> whenAcknowledged) {
        var eventLoop = delivery.exchange().eventLoop();
        return Mono.<AppendResult>create(sink ->
                        eventLog.append(
                                message, result -> eventLoop.execute(() -> sink.success(result))))
                .flatMap(result ->
                        switch (result) {
                            case AppendResult.Acknowledged() -> whenAcknowledged.get();
                            case AppendResult.NotAcknowledged(var fault) -> {
                                metrics.refused(WebhookRefusal.KAFKA, delivery.client(), fault);
                                yield responses.refused(
                                        delivery.exchange().response(), WebhookRefusal.KAFKA);
                            }
                        });
    }
}
