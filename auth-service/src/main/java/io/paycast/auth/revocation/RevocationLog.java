package io.paycast.auth.revocation;

import io.paycast.events.Revocation;
import java.util.List;
import org.apache.kafka.common.Uuid;

/**
 * The topic on which gateways receive revocations. Confined to the publisher's thread; methods
 * block.
 */
public interface RevocationLog extends AutoCloseable {

    /**
     * Creates the topic unless it exists.
     *
     * @return its id; a topic that was deleted and created again has another one
     * @throws RevocationLogException if the broker is unreachable or refuses
     */
    Uuid ensureTopic() throws InterruptedException;

    /**
     * Writes revocations, and returns once every in-sync replica has them.
     *
     * @throws RevocationLogException if any of them was not written, or may not have been
     */
    void publish(List<Revocation> revocations) throws InterruptedException;

    /**
     * Writes a tombstone for each expired revocation, so that compaction removes it.
     *
     * @throws RevocationLogException if any of them was not written, or may not have been
     */
    void purge(List<Revocation> expired) throws InterruptedException;

    @Override
    void close();

    /** A write failed; the publisher tries again. */
    final class RevocationLogException extends RuntimeException {
        public RevocationLogException(String message, Throwable cause) {
            super(message, cause);
        }
    }
}
