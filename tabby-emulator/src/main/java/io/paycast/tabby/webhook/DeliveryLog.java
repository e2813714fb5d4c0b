package io.paycast.tabby.webhook;

import java.time.Instant;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Counts deliveries, and keeps the last {@value #MAX}. Thread-safe. */
public final class DeliveryLog {

    static final int MAX = 1_000;

    private final ArrayDeque<Delivery> last = new ArrayDeque<>();
    private final Map<Count, Long> counts = new EnumMap<>(Count.class);
    private final @Nullable DeliveryLog parent;
    private long number;

    /** What is counted. */
    public enum Count {
        /** Requests that were sent, repeats and retries included. */
        SENT,
        /** Sent requests that got 200. */
        ACKNOWLEDGED,
        /** Sent requests that got another response or none. */
        REFUSED,
        /** Attempts that a fault lost. */
        DROPPED,
        /** Requests that a fault added. */
        REPEATED,
        /** Requests of an attacker. */
        FORGED,
        /** Attempts after the first. */
        RETRIED,
        /** Webhooks that are never sent again, although no attempt succeeded. */
        GIVEN_UP,
        /** Webhooks that were not sent, because too many waited. */
        NOT_QUEUED
    }

    /** Creates an empty log. */
    public DeliveryLog() {
        this(null);
    }

    /** Creates an empty log of a part, whose deliveries another log has too. */
    public DeliveryLog(@Nullable DeliveryLog parent) {
        this.parent = parent;
    }

    void count(Count what) {
        count(what, 1);
    }

    void count(Count what, long by) {
        synchronized (this) {
            counts.merge(what, by, Long::sum);
        }
        if (parent != null) {
            parent.count(what, by);
        }
    }

    synchronized long nextNumber() {
        return ++number;
    }

    void add(Delivery delivery) {
        synchronized (this) {
            last.addLast(delivery);
            if (last.size() > MAX) {
                last.removeFirst();
            }
        }
        if (parent != null) {
            parent.add(delivery);
        }
    }

    /** The last deliveries, oldest first. */
    public synchronized List<Delivery> deliveries() {
        return List.copyOf(last);
    }

    /** All counts by their lower-case names, such as {@code sent}. */
    public synchronized Map<String, Long> counts() {
        var all = new TreeMap<String, Long>();
        for (var count : Count.values()) {
            all.put(label(count), counts.getOrDefault(count, 0L));
        }
        return all;
    }

    private static String label(Count count) {
        return switch (count) {
            case GIVEN_UP -> "givenUp";
            case NOT_QUEUED -> "notQueued";
            default -> count.name().toLowerCase(java.util.Locale.ROOT);
        };
    }

    /** One attempt, before its response is known. */
    record Attempt(Registration to, Webhook webhook, int number, boolean forged, Instant at) {

        Delivery result(long count, int status, @Nullable String error, long millis) {
            return new Delivery(
                    count,
                    at,
                    webhook.event().label(),
                    webhook.paymentId(),
                    withoutQuery(to.url().toString()),
                    number,
                    forged,
                    status,
                    error,
                    millis);
        }

        private static String withoutQuery(String url) {
            int query = url.indexOf('?');
            return query < 0 ? url : url.substring(0, query) + "?…";
        }
    }
}
