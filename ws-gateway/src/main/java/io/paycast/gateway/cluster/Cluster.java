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
 * The gateways that live. One is dead when nothing was received from it for 15 s; one that stops
 * gently says so.
 *
 * <p>No two machines' clocks are compared. How long ago a record was read is a matter of the local
 * clock; how old it was by then, of the broker's: this gateway's own record, read back from the
 * same topic, says what time it is there. Until that has come, nobody else is known.
 *
 * <p>Thread-safe.
 */
public final class Cluster {

    /** How long a gateway is believed to live after its last word. */
    public static final Duration MAX_SILENCE = Duration.ofSeconds(15);

    /** So many are remembered, and then the latest stay. */
    private static final int MAX_GATEWAYS = 1_000;

    private final String ownId;
    private final LongSupplier nanoTime;
    private final Map<String, ReceivedHeartbeat> others = new LinkedHashMap<>();
    private @Nullable ReceivedHeartbeat own;

    private record ReceivedHeartbeat(
            Heartbeat heartbeat, long atNanos, OptionalLong appendedAtMillis) {}

    /**
     * Another gateway that lives.
     *
     * @param ageMillis how old its numbers are
     */
    public record Peer(Heartbeat heartbeat, long ageMillis) {}

    /**
     * @param ownId this gateway's
     * @param nanoTime a clock that is never set
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
     * Takes in what a gateway says of itself.
     *
     * @param appendedAtMillis when the broker got it, by the broker's clock; empty where records
     *     bear their sender's time
     */
    public synchronized void record(Heartbeat heartbeat, OptionalLong appendedAtMillis) {
        var received = new ReceivedHeartbeat(heartbeat, nanoTime.getAsLong(), appendedAtMillis);
        if (heartbeat.gatewayId().equals(ownId)) {
            own = received;
        } else if (own != null || appendedAtMillis.isPresent()) {
            // what was there before this gateway, and cannot be dated, may be of the dead
            others.remove(heartbeat.gatewayId());
            others.put(heartbeat.gatewayId(), received);
        }
        evictOldest();
    }

    /** Takes in that a gateway is gone. */
    public synchronized void remove(String gatewayId) {
        others.remove(gatewayId);
    }

    /** Whether this gateway hears the others: it has received itself lately. */
    public synchronized boolean isConnected() {
        return own != null && sinceMillis(own.atNanos()) < MAX_SILENCE.toMillis();
    }

    /** The other gateways that live, in the order in which they started. */
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
