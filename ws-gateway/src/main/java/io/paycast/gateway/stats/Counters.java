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

/** What happened since the start, counted. Thread-safe. */
public final class Counters {

    /** How a socket ended that ended without a close frame of the gateway's. */
    public static final String LOST = "lost";

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

    /** Why an upgrade is refused. */
    public enum Refused {
        /** The gateway catches up or goes away. */
        NOT_READY,
        /** Pages of this origin may not connect. */
        ORIGIN,
        /** There is no token. */
        NO_TOKEN,
        /** The gateway has as many sockets as it may. */
        FULL,
        /** The client's address has as many sockets as it may. */
        ADDRESS_LIMIT,
        /** The token is forged, expired, revoked or another's. */
        BAD_TOKEN,
        /** The issuer's keys cannot be had. */
        NO_KEYS,
        /** The token lacks the scope. */
        SCOPE,
        /** The subject is banned at this address. */
        BANNED,
        /** Too many orders and payments are asked for. */
        TOO_MANY_ORDERS,
        /** A parameter or the handshake is wrong. */
        BAD_REQUEST,
        /** It is no upgrade. */
        NO_UPGRADE
    }

    private final Map<Count, LongAdder> counts = new EnumMap<>(Count.class);
    private final Map<Refused, LongAdder> refusedByReason = new EnumMap<>(Refused.class);
    private final ConcurrentMap<String, LongAdder> refusedByStatus = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, LongAdder> closed = new ConcurrentHashMap<>();

    /** All at zero. */
    public Counters() {
        for (var what : Count.values()) {
            counts.put(what, new LongAdder());
        }
        for (var why : Refused.values()) {
            refusedByReason.put(why, new LongAdder());
        }
        // what has not happened yet is shown too, so that a limit can be watched from the start
        closed.put(LOST, new LongAdder());
        for (var code : CloseCode.values()) {
            closed.put(Integer.toString(code.code()), new LongAdder());
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

    /** Counts an upgrade that was refused, by reason and by HTTP status. */
    public void refused(Refused why, int status) {
        Objects.requireNonNull(refusedByReason.get(why)).increment();
        refusedByStatus
                .computeIfAbsent(Integer.toString(status), key -> new LongAdder())
                .increment();
    }

    /** Counts a socket that ended, by close code or as {@link #LOST}. */
    public void closed(String how) {
        closed.computeIfAbsent(how, key -> new LongAdder()).increment();
    }

    /** So many of each, by name. */
    public Map<String, Long> counts() {
        return byName(counts);
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
