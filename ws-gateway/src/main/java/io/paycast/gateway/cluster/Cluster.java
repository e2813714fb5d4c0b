package io.paycast.gateway.cluster;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The gateways that are alive, by their heartbeats. A gateway without a heartbeat for 15 s is dead;
 * one that shuts down sends a tombstone.
 *
 * <p>The clocks of two machines are never compared. The local clock measures the time since a
 * heartbeat was read. The broker's clock measures its age at that moment: this gateway's own
 * heartbeat, read back from the same topic, carries the broker's current time. Until then, no peer
 * is known.
 *
 * <p>Thread-safe.
 */
public final class Cluster {

    /** A gateway counts as dead after this time without a heartbeat. */
    public static final Duration MAX_SILENCE = Duration.ofSeconds(15);

    /** The most peers that are kept; the oldest is evicted first. */
    private static final int MAX_GATEWAYS = 1_000;

    private final String ownId;
    private final LongSupplier nanoTime;
    private final Map<String, ReceivedHeartbeat> others = new LinkedHashMap<>();
    private @Nullable ReceivedHeartbeat own;

    private record ReceivedHeartbeat(
            Heartbeat heartbeat, long atNanos, OptionalLong appendedAtMillis) {}

    /**
     * Another gateway that is alive.
     *
     * @param ageMillis the age of its heartbeat
     */
    public record Peer(Heartbeat heartbeat, long ageMillis) {}

    /**
     * @param ownId the id of this gateway
     * @param nanoTime a monotonic clock
     */
    public Cluster(String ownId, LongSupplier nanoTime) {
        this.ownId = ownId;
        this.nanoTime = nanoTime;
    }

    /** The id of this gateway. */
    public String ownId() {
        return ownId;
    }

    /**
     * Records a heartbeat.
     *
     * @param appendedAtMillis when the broker appended it, by the broker's clock; empty if the
     *     topic keeps the sender's time
     */
    public synchronized void record(Heartbeat heartbeat, OptionalLong appendedAtMillis) {
        var received = new ReceivedHeartbeat(heartbeat, nanoTime.getAsLong(), appendedAtMillis);
        if (heartbeat.gatewayId().equals(ownId)) {
            own = received;
        } else if (own != null || appendedAtMillis.isPresent()) {
            // Without the broker's time, an earlier record may be that of a dead gateway.
            others.remove(heartbeat.gatewayId());
            others.put(heartbeat.gatewayId(), received);
        }
        evictOldest();
    }

    /** Removes a gateway that has shut down. */
    public synchronized void remove(String gatewayId) {
        others.remove(gatewayId);
    }

    /** Whether this gateway receives heartbeats: it has read its own within the last 15 s. */
    public synchronized boolean isConnected() {
        return own != null && sinceMillis(own.atNanos()) < MAX_SILENCE.toMillis();
    }

    /** The other gateways that are alive, ordered by their start. */
    public synchronized List<Peer> peers() {
        var known = own;
        if (known == null) {
            return List.of();
        }
        var living = new ArrayList<Peer>();
        others.values().removeIf(received -> ageMillis(received, known) >= MAX_SILENCE.toMillis());
        others.values()
                .forEach(received ->
                        living.add(new Peer(received.heartbeat(), ageMillis(received, known))));
        living.sort(
                Comparator.comparing((Peer peer) -> peer.heartbeat().stats().startedAt())
                        .thenComparing(peer -> peer.heartbeat().gatewayId()));
        return living;
    }

    private long ageMillis(ReceivedHeartbeat received, ReceivedHeartbeat known) {
        long sinceRead = sinceMillis(received.atNanos());
        if (received.appendedAtMillis().isEmpty() || known.appendedAtMillis().isEmpty()) {
            return sinceRead;
        }
        long brokerNow = known.appendedAtMillis().getAsLong() + sinceMillis(known.atNanos());
        return Math.max(sinceRead, brokerNow - received.appendedAtMillis().getAsLong());
    }

    private long sinceMillis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - nanos);
    }

    private void evictOldest() {
        var eldest = others.keySet().iterator();
        while (others.size() > MAX_GATEWAYS) {
            eldest.next();
            eldest.remove();
        }
    }
}
