package io.paycast.auth.revocation;

import io.paycast.events.Revocation;
import java.util.List;

/** Where revocations are told to the gateways. Confined to the publisher's thread. */
public interface RevocationLog extends AutoCloseable {

    /** What the log was found to be. */
    enum TopicState {
        EXISTING,
        CREATED
    }

    /**
     * Makes sure that the log is there.
     *
     * @throws RevocationLogException when it cannot be reached
     */
    TopicState createTopicIfAbsent() throws InterruptedException;

    /**
     * Writes them; returns once every replica in sync has them.
     *
     * @throws RevocationLogException when one was not written, or it is not known whether
     */
    void publish(List<Revocation> revocations) throws InterruptedException;

    /** Clears them away, likewise. */
    void purge(List<Revocation> expired) throws InterruptedException;

    @Override
    void close();

    /** The log did not take what it was given; try again later. */
    final class RevocationLogException extends RuntimeException {
        public RevocationLogException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
