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
 * The gateways that live. One is dead when nothing was heard of it for 15 s; one that stops gently
 * says so.
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

    /** So many are remembered, and then those that were heard of last. */
    private static final int MAX_GATEWAYS = 1_000;

    private final String ownId;
    private final LongSupplier nanoTime;
    private final Map<String, Heard> others = new LinkedHashMap<>();
    private @Nullable Heard own;

    private record Heard(Heartbeat presence, long atNanos, OptionalLong appendedAtMillis) {}

    /**
     * Another gateway that lives.
     *
     * @param heardMillisAgo how old its numbers are
     */
    public record Peer(Heartbeat presence, long heardMillisAgo) {}

    /**
     * @param ownId this gateway's
     * @param nanoTime a clock that is never set
     */
    public Cluster(String ownId, LongSupplier nanoTime) {
        this.ownId = ownId;
        this.nanoTime = nanoTime;
    }

    /**
     * Takes in what a gateway says of itself.
     *
     * @param appendedAtMillis when the broker got it, by the broker's clock; empty where records
     *     bear their sender's time
     */
    public synchronized void heard(Heartbeat presence, OptionalLong appendedAtMillis) {
        var heard = new Heard(presence, nanoTime.getAsLong(), appendedAtMillis);
        if (presence.gatewayId().equals(ownId)) {
            own = heard;
        } else if (own != null || appendedAtMillis.isPresent()) {
            // what was there before this gateway, and cannot be dated, may be of the dead
            others.remove(presence.gatewayId());
            others.put(presence.gatewayId(), heard);
        }
        forgetOldest();
    }

    /** Takes in that a gateway is gone. */
    public synchronized void gone(String gatewayId) {
        others.remove(gatewayId);
    }

    /** Whether this gateway hears the others: it has heard itself lately. */
    public synchronized boolean isHeard() {
        return own != null && sinceMillis(own.atNanos()) < MAX_SILENCE.toMillis();
    }

    /** The other gateways that live, in the order in which they started. */
    public synchronized List<Peer> peers() {
        var known = own;
        if (known == null) {
            return List.of();
        }
        var living = new ArrayList<Peer>();
        others.values().removeIf(heard -> ageMillis(heard, known) >= MAX_SILENCE.toMillis());
        others.values()
                .forEach(heard -> living.add(new Peer(heard.presence(), ageMillis(heard, known))));
        living.sort(
                Comparator.comparing((Peer peer) -> peer.presence().stats().startedAt())
                        .thenComparing(peer -> peer.presence().gatewayId()));
        return living;
    }

    private long ageMillis(Heard heard, Heard known) {
        long sinceRead = sinceMillis(heard.atNanos());
        if (heard.appendedAtMillis().isEmpty() || known.appendedAtMillis().isEmpty()) {
            return sinceRead;
        }
        long brokerNow = known.appendedAtMillis().getAsLong() + sinceMillis(known.atNanos());
        return Math.max(sinceRead, brokerNow - heard.appendedAtMillis().getAsLong());
    }

    private long sinceMillis(long nanos) {
        return TimeUnit.NANOSECONDS.toMillis(nanoTime.getAsLong() - nanos);
    }

    private void forgetOldest() {
        var eldest = others.keySet().iterator();
        while (others.size() > MAX_GATEWAYS) {
            eldest.next();
            eldest.remove();
        }
    }
}
