package io.paycast.gateway.journal;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The last update of each payment by its order, so that whoever waits for one order is told at once
 * how it stands. The journal's writer changes it; any thread reads.
 */
final class LatestByOrder {

    // most orders have one payment; one that was rejected and tried again has two
    private final ConcurrentMap<String, List<Entry>> byOrder = new ConcurrentHashMap<>();

    Collection<Entry> of(String orderReference) {
        return byOrder.getOrDefault(orderReference, List.of());
    }

    void add(Entry entry) {
        if (entry.orderReference() != null) {
            byOrder.merge(entry.orderReference(), List.of(entry), LatestByOrder::replaced);
        }
    }

    /** Forgets the entries of a chunk that is evicted. */
    void removeAll(Chunk chunk) {
        int index = 0;
        for (var entry = chunk.entry(0); entry != null; entry = chunk.entry(++index)) {
            if (entry.orderReference() != null) {
                var evicted = entry;
                byOrder.computeIfPresent(
                        entry.orderReference(), (order, known) -> without(known, evicted));
            }
        }
    }

    private static List<Entry> replaced(List<Entry> known, List<Entry> added) {
        var newest = added.getFirst();
        return Stream.concat(
                        known.stream().filter(e -> !e.paymentId().equals(newest.paymentId())),
                        added.stream())
                .toList();
    }

    private static @Nullable List<Entry> without(List<Entry> known, Entry evicted) {
        var rest = known.stream().filter(entry -> !entry.equals(evicted)).toList();
        return rest.isEmpty() ? null : rest;
    }
}
