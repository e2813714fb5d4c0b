package io.paycast.gateway.http;

import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.RetriableException;
import org.jspecify.annotations.Nullable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/**
 * Sends test notifications with a producer that is created for the first one, and again after an
 * error that a producer does not recover from. Thread-safe.
 */
public final class TestNotificationSender implements TestNotification.Sender, AutoCloseable {

    private final Supplier<Producer<String, byte[]>> producers;
    private @Nullable Producer<String, byte[]> producer;

    public TestNotificationSender(Supplier<Producer<String, byte[]>> producers) {
        this.producers = producers;
    }

    @Override
    public Mono<Void> send(ProducerRecord<String, byte[]> message) {
        Mono<Void> sent =
                Mono.create(sink -> {
                    var used = producer();
                    try {
                        used.send(
                                message,
                                (metadata, fault) -> {
                                    if (fault == null) {
                                        sink.success();
                                    } else {
                                        replaceAfter(fault, used);
                                        sink.error(fault);
                                    }
                                });
                    } catch (RuntimeException fault) {
                        replaceAfter(fault, used);
                        sink.error(fault);
                    }
                });
        // A producer blocks until it has metadata.
        return sent.subscribeOn(Schedulers.boundedElastic());
    }

    @Override
    public synchronized void close() {
        if (producer != null) {
            producer.close();
        }
    }

    /**
     * A producer fails every send after a fatal error. Any error that is not worth a retry counts.
     */
    private synchronized void replaceAfter(Exception fault, Producer<String, byte[]> failed) {
        if (!(fault instanceof RetriableException) && failed.equals(producer)) {
            producer = null;
            failed.close(Duration.ZERO);
        }
    }

    private synchronized Producer<String, byte[]> producer() {
        if (producer == null) {
            producer = producers.get();
        }
        return producer;
    }
}
