package io.paycast.gateway.feed;

import io.paycast.events.Revocation;
import io.paycast.events.Topics;
import io.paycast.gateway.access.RevokedTokens;
import java.time.Duration;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;

/**
 * Reads all of {@code token-revocations}, a compacted topic, and follows it on a thread of its own.
 * If the topic does not exist, as with another token issuer, no token is revoked. If the topic was
 * deleted and created again, the feed reads the new one, and keeps what it knew.
 */
public final class RevocationFeed implements AutoCloseable {

    private static final Duration POLL = Duration.ofMillis(500);

    private final ConsumerLoop loop;
    private final Supplier<TopicProbe> probes;
    private final RevokedTokens revocations;
    private final Runnable onRevocations;
    private long read;
    private volatile boolean caughtUp;

    /**
     * @param consumers creates a consumer without a group
     * @param probes creates a probe of the topic
     * @param onRevocations called after revocations were added
     */
    public RevocationFeed(
            Supplier<Consumer<String, byte[]>> consumers,
            Supplier<TopicProbe> probes,
            RevokedTokens revocations,
            Runnable onRevocations) {
        this.loop = new ConsumerLoop("revocation-feed", consumers, this::follow);
        this.probes = probes;
        this.revocations = revocations;
        this.onRevocations = onRevocations;
    }

    /** Starts reading. */
    public void start() {
        loop.start();
    }

    /** The progress of the feed, derived from its last completed round; any thread. */
    public FeedStatus status() {
        if (loop.isStopped()) {
            return FeedStatus.STOPPED;
        }
        if (!loop.isLive()) {
            return FeedStatus.CONNECTING;
        }
        return caughtUp ? FeedStatus.LIVE : FeedStatus.CATCHING_UP;
    }

    /** The age of the last completed round; any thread. */
    public Duration age() {
        return loop.age();
    }

    /** Stops reading and waits until the thread has ended. */
    @Override
    public void close() {
        loop.close();
    }

    private void follow(Consumer<String, byte[]> consumer) {
        try (var probe = probes.get()) {
            FollowedTopic.await(loop, probe, this::reportCaughtUp)
                    .ifPresent(found -> follow(consumer, new FollowedTopic(loop, probe, found)));
        }
    }

    private void reportCaughtUp() {
        caughtUp = true;
        loop.roundCompleted();
    }

    private void follow(Consumer<String, byte[]> consumer, FollowedTopic topic) {
        var partitions = TopicPartitions.of(consumer, Topics.REVOCATIONS);
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
        var ends = consumer.endOffsets(partitions);
        boolean readAll = false;
        while (!loop.isStopped()) {
            // Before the poll, which blocks if nothing is left to read.
            if (!readAll) {
                readAll =
                        partitions.stream()
                                .allMatch(p -> consumer.position(p) >= ends.getOrDefault(p, 0L));
                if (readAll) {
                    reportCaughtUp();
                }
            }
            var batch = consumer.poll(POLL);
            batch.forEach(message -> Revocation.decode(message).ifPresent(revocations::add));
            read += batch.count();
            if (!batch.isEmpty()) {
                onRevocations.run();
            }
            revocations.purgeExpired();
            if (topic.check(consumer, read) && !topic.isWhole(consumer)) {
                return; // a partition was added
            }
        }
    }
}
