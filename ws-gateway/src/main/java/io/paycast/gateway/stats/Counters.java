package io.paycast.gateway.stats;

import java.util.EnumMap;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;

/** What happened since the start, counted. Thread-safe. */
public final class Counters {

    /** What is counted without a further distinction. */
    public enum Count {
        /** Records read from {@code payment-events}. */
        RECORDS,
        /** Updates put into the journal. */
        UPDATES,
        /** Events that changed nothing a client sees: repeats and stragglers. */
        DUPLICATES,
        /** Records that are no payment event. */
        POISON,
        /** Writes to sockets; one carries as many updates as the client has not been sent yet. */
        WRITES,
        /** Bytes of updates in those writes. */
        WRITTEN_BYTES,
        /** Sockets opened. */
        OPENED,
        /** Messages from clients. */
        CLIENT_MESSAGES,
        /** Subjects banned for sending too much. */
        BANS
    }

    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private final ConcurrentMap<String, LongAdder> refused = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, LongAdder> closed = new ConcurrentHashMap<>();

    /** All at zero. */
    public Counters() {
        for (var what : Count.values()) {
            counts.put(what, new LongAdder());
        }
    }

    /** Counts one more. */
    public void add(Count what) {
        add(what, 1);
    }

    /** Counts so many more. */
    public void add(Count what, long howMany) {
        of(what).add(howMany);
    }

    /** How many so far. */
    public long get(Count what) {
        return of(what).sum();
    }

    /** Counts an upgrade that was refused, by HTTP status. */
    public void refused(int status) {
        refused.computeIfAbsent(Integer.toString(status), key -> new LongAdder()).increment();
    }

    /** Counts a socket that ended, by close code or as {@code lost}. */
    public void closed(String how) {
        closed.computeIfAbsent(how, key -> new LongAdder()).increment();
    }

    /** Refused upgrades by HTTP status. */
    public Map<String, Long> refusedByStatus() {
        return sums(refused);
    }

    /** Ended sockets by close code. */
    public Map<String, Long> closedByCode() {
        return sums(closed);
    }

    private LongAdder of(Count what) {
        return Objects.requireNonNull(counts.get(what));
    }

    private static Map<String, Long> sums(Map<String, LongAdder> adders) {
        var sums = new TreeMap<String, Long>();
        adders.forEach((key, adder) -> sums.put(key, adder.sum()));
        return sums;
    }
}
