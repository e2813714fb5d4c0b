package io.paycast.embeddedkafka;

import org.jspecify.annotations.Nullable;

/** The broker did not start; the message is one sentence for the person who tried. */
public final class KafkaStartFailure extends RuntimeException {

    KafkaStartFailure(String message) {
        this(message, null);
    }

    KafkaStartFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
