package io.paycast.gateway.feed;

import io.paycast.events.Revocation;
import io.paycast.events.Topics;
import io.paycast.gateway.access.Revocations;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Reads all of {@code token-revocations}, a compacted topic, and follows it on a thread of its own.
 * If the topic does not exist, as with another token issuer, no token is revoked.
 */
public final class RevocationFeed implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);

    private final ConsumerLoop loop;
    private final Revocations revocations;
    private final Runnable onRevocations;
    private volatile boolean caughtUp;

    /**
     * @param consumers creates a consumer without a group
     * @param onRevocations called after revocations were added
     */
    public RevocationFeed(
            Supplier<Consumer<String, byte[]>> consumers,
            Revocations revocations,
            Runnable onRevocations) {
        this.loop = new ConsumerLoop("revocation-feed", consumers, this::follow);
        this.revocations = revocations;
        this.onRevocations = onRevocations;
    }

    /** Starts reading. */
    public void start() {
        loop.start();
    }

    /** Whether all earlier revocations have been read; any thread. */
    public boolean isCaughtUp() {
        return caughtUp;
    }

    /** Stops reading and waits until the thread has ended. */
    @Override
    public void close() {
        loop.close();
    }

    private void follow(Consumer<String, byte[]> consumer) {
        var partitions = TopicPartitions.of(consumer, Topics.REVOCATIONS);
        if (partitions.isEmpty()) {
            caughtUp = true;
            return;
        }
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        var ends = consumer.endOffsets(partitions);
        while (!loop.isStopped()) {
            // Before the poll, which blocks if nothing is left to read.
            caughtUp =
                    caughtUp
                            || partitions.stream()
                                    .allMatch(
                                            p -> consumer.position(p) >= ends.getOrDefault(p, 0L));
            var batch = consumer.poll(POLL);
            batch.forEach(message -> Revocation.decode(message).ifPresent(revocations::add));
            if (!batch.isEmpty()) {
                onRevocations.run();
            }
            revocations.purgeExpired();
        }
    }
}
