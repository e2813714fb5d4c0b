package io.paycast.embeddedkafka;

import org.jspecify.annotations.Nullable;

/** The broker failed to start. The message is for the user: the problem and what to do. */
public final class KafkaStartFailure extends RuntimeException {

    KafkaStartFailure(String message) {
        this(message, null);
    }

    KafkaStartFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
