package io.paycast.embeddedkafka;

import org.jspecify.annotations.Nullable;

/** The broker did not start; the message is one sentence for the person who tried. */
public final class KafkaNotStarted extends RuntimeException {

    KafkaNotStarted(String message) {
        this(message, null);
    }

    KafkaNotStarted(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
