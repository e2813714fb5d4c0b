package io.paycast.gateway.stats;

import io.paycast.gateway.protocol.CloseCode;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;

/** Counts events since the start of the gateway. Thread-safe. */
public final class Counters {

    /** The key of sockets that ended without a close frame from the gateway. */
    public static final String LOST = "lost";

    /** The counters without further labels. */
    public enum Count {
        /** Records read from {@code payment-events}. */
        RECORDS,
        /** Updates appended to the journal. */
        UPDATES,
        /** Events that change nothing a client sees: repeats and late events. */
        DUPLICATES,
        /** Records that are not payment events. */
        POISON,
        /** Writes to sockets; one write carries all pending updates. */
        WRITES,
        /** Bytes of updates in those writes. */
        WRITTEN_BYTES,
        /** Connections closed at once because there are too many that are not sockets. */
        CONNECTIONS_REFUSED,
        /** Sockets opened. */
        OPENED,
        /** Messages from clients. */
        CLIENT_MESSAGES,
        /** Users banned for sending too many messages. */
        BANS,
        /** Filters and tokens refused because their names take too much memory. */
        FILTERS_REFUSED,
        /** Sockets closed because their unfinished messages or unread replies take too much. */
        BUFFERS_REFUSED,
        /** Replays from Kafka that began. */
        REPLAYS,
        /** Replays that ended early, or never began, because their client disconnected. */
        REPLAYS_CANCELLED,
        /** Records that replays read, warm-up included. */
        REPLAY_RECORDS,
        /** Times that {@code payment-events} was deleted and created again. */
        TOPIC_REPLACEMENTS,
        /** Times that Kafka lost records before the gateway had read them. */
        RECORD_GAPS
    }

    /** The reasons for refusing an upgrade. */
    public enum Refused {
        /** The gateway is catching up or shutting down. */
        NOT_READY,
        /** The client's address has made too many attempts to connect. */
        ATTEMPT_LIMIT,
        /** Pages of this origin may not connect. */
        ORIGIN,
        /** There is no token. */
        NO_TOKEN,
        /** The gateway has reached its limit of sockets. */
        FULL,
        /** The client's address has reached its limit of sockets. */
        ADDRESS_LIMIT,
        /** The token's subject has reached its limit of sockets. */
        SUBJECT_LIMIT,
        /** The names of orders and payments take too much memory. */
        FILTER_MEMORY,
        /** The token is forged, expired, revoked or of another issuer or audience. */
        BAD_TOKEN,
        /** The issuer's keys are not available. */
        NO_KEYS,
        /** The token lacks the scope. */
        SCOPE,
        /** The user is banned at this address. */
        BANNED,
        /** The request names too many orders and payments. */
        TOO_MANY_ORDERS,
        /** A parameter or the handshake is invalid. */
        BAD_REQUEST,
        /** The request is not an upgrade. */
        NO_UPGRADE
    }

    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private final Map<String, LongSupplier> included = new ConcurrentHashMap<>();
    private final Map<Refused, LongAdder> refusedByReason = new EnumMap<>(Refused.class);
    private final ConcurrentMap<String, LongAdder> refusedByStatus = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, LongAdder> closed = new ConcurrentHashMap<>();

    /** Creates counters that are all zero. */
    public Counters() {
        for (var what : Count.values()) {
            counts.put(what, new LongAdder());
        }
        for (var why : Refused.values()) {
            refusedByReason.put(why, new LongAdder());
        }
        // Zeros are shown too, so that a limit can be monitored from the start.
        closed.put(LOST, new LongAdder());
        for (var code : CloseCode.values()) {
            closed.put(Integer.toString(code.code()), new LongAdder());
        }
    }

    /** Adds one. */
    public void add(Count what) {
        add(what, 1);
    }

    /** Adds a number. */
    public void add(Count what, long howMany) {
        of(what).add(howMany);
    }

    /** The current value. */
    public long get(Count what) {
        return of(what).sum();
    }

    /** Counts a refused upgrade by reason and by HTTP status. */
    public void refused(Refused why, int status) {
        Objects.requireNonNull(refusedByReason.get(why)).increment();
        refusedByStatus
                .computeIfAbsent(Integer.toString(status), key -> new LongAdder())
                .increment();
    }

    /** Counts an ended socket by close code or as {@link #LOST}. */
    public void closed(String how) {
        closed.computeIfAbsent(how, key -> new LongAdder()).increment();
    }

    /** Includes a counter that is kept elsewhere. */
    public void include(String name, LongSupplier counter) {
        included.put(name, counter);
    }

    /** All counters by name. */
    public Map<String, Long> counts() {
        var sums = byName(counts);
        included.forEach((name, counter) -> sums.put(name, counter.getAsLong()));
        return sums;
    }

    /** Refused upgrades by reason. */
    public Map<String, Long> refusedByReason() {
        return byName(refusedByReason);
    }

    /** Refused upgrades by HTTP status. */
    public Map<String, Long> refusedByStatus() {
        return sums(refusedByStatus);
    }

    /** Ended sockets by close code. */
    public Map<String, Long> closedByCode() {
        return sums(closed);
    }

    private LongAdder of(Count what) {
        return Objects.requireNonNull(counts.get(what));
    }

    private static <E extends Enum<E>> Map<String, Long> byName(Map<E, LongAdder> adders) {
        var sums = new TreeMap<String, Long>();
        adders.forEach((key, adder) -> sums.put(camelCase(key.name()), adder.sum()));
        return sums;
    }

    private static String camelCase(String name) {
        var words = name.toLowerCase(Locale.ROOT).split("_", -1);
        var camel = new StringBuilder(words[0]);
        for (int i = 1; i < words.length; i++) {
            camel.append(Character.toUpperCase(words[i].charAt(0))).append(words[i].substring(1));
        }
        return camel.toString();
    }

    private static Map<String, Long> sums(Map<String, LongAdder> adders) {
        var sums = new TreeMap<String, Long>();
        adders.forEach((key, adder) -> sums.put(key, adder.sum()));
        return sums;
    }
}
