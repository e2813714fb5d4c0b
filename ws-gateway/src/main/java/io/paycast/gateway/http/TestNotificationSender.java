package io.paycast.gateway.http;

import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/** Sends test notifications with a producer that is created for the first one. */
public final class TestNotificationSender implements TestNotification.Sender, AutoCloseable {

    private final Supplier<Producer<String, byte[]>> producers;
    private @Nullable Producer<String, byte[]> producer;

    public TestNotificationSender(Supplier<Producer<String, byte[]>> producers) {
        this.producers = producers;
    }

    @Override
    public Mono<Void> send(ProducerRecord<String, byte[]> message) {
        Mono<Void> sent =
                Mono.create(sink ->
                        producer()
                                .send(
                                        message,
                                        (metadata, fault) -> {
                                            if (fault == null) {
                                                sink.success();
                                            } else {
                                                sink.error(fault);
                                            }
                                        }));
        // A producer blocks until it has metadata.
        return sent.subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close();
        }
    }

    private synchronized Producer<String, byte[]> producer() {
        if (producer == null) {
            producer = producers.get();
        }
        return producer;
    }
}
