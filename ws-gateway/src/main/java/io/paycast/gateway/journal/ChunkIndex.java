package io.paycast.gateway.journal;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * Finds the entries of a full chunk by the names of payments and orders, or by merchant and mode.
 * Immutable.
 *
 * <p>A name's entries are looked up by its hash, in a table with about one bucket per name. What is
 * found may belong to another name with the same hash.
 */
final class ChunkIndex {

    /** For each bucket, where its part of the next two arrays begins. */
    private final int[] starts;

    private final int[] hashes;
    private final int[] entries;
    private final List<Group> groups;
    private final int size;

    /** The entries of one merchant and mode. */
    private static final class Group {
        final String merchantCode;
        final boolean test;
        final int[] entries;

        Group(String merchantCode, boolean test, BitSet entries) {
            this.merchantCode = merchantCode;
            this.test = test;
            this.entries = entries.stream().toArray();
        }
    }

    private ChunkIndex(Builder of) {
        this.size = of.size;
        this.starts = new int[Integer.highestOneBit(Math.max(1, of.names)) + 1];
        this.hashes = new int[of.names];
        this.entries = new int[of.names];
        indexNames(of);
        this.groups = Stream.concat(groups(of.live, false), groups(of.test, true)).toList();
    }

    /**
     * Collects what is indexed while a chunk is filled: an entry is still in the processor's cache
     * then, which it is no longer when the chunk is full.
     */
    static final class Builder {

        private final Map<String, BitSet> live = new HashMap<>();
        private final Map<String, BitSet> test = new HashMap<>();
        private int size;
        private int names;
        private int[] hashes = new int[256];
        private int[] entries = new int[256];

        /** Adds the next entry of the chunk. */
        void add(Entry entry) {
            addName(entry.paymentId());
            for (var order : entry.orderReferences()) {
                addName(order);
            }
            (entry.test() ? test : live)
                    .computeIfAbsent(entry.merchantCode(), code -> new BitSet())
                    .set(size);
            size++;
        }

        private void addName(String name) {
            if (names == hashes.length) {
                hashes = Arrays.copyOf(hashes, 2 * names);
                entries = Arrays.copyOf(entries, 2 * names);
            }
            hashes[names] = hash(name);
            entries[names] = size;
            names++;
        }

        ChunkIndex build() {
            return new ChunkIndex(this);
        }
    }

    /** Sorts the names by bucket: counts them first, then puts each in its place. */
    private void indexNames(Builder of) {
        for (int name = 0; name < of.names; name++) {
            starts[bucket(of.hashes[name])]++;
        }
        for (int bucket = 1; bucket < starts.length; bucket++) {
            starts[bucket] += starts[bucket - 1];
        }
        // Fills each bucket from its end, so that its start is right once all names have a place.
        for (int name = 0; name < of.names; name++) {
            int place = --starts[bucket(of.hashes[name])];
            hashes[place] = of.hashes[name];
            entries[place] = of.entries[name];
        }
    }

    private static Stream<Group> groups(Map<String, BitSet> byMerchant, boolean test) {
        return byMerchant.entrySet().stream()
                .map(group -> new Group(group.getKey(), test, group.getValue()));
    }

    /** The indexes of the entries that may be selected. */
    BitSet candidates(Selection selection) {
        var candidates = new BitSet();
        var names = selection.names();
        if (names == null) {
            if (count(selection.audience()) == size) {
                candidates.set(0, size);
                return candidates;
            }
            for (var group : groups) {
                if (selection.audience().sees(group.merchantCode, group.test)) {
                    Arrays.stream(group.entries).forEach(candidates::set);
                }
            }
            return candidates;
        }
        for (var name : names) {
            int hash = hash(name);
            int bucket = bucket(hash);
            for (int place = starts[bucket]; place < starts[bucket + 1]; place++) {
                if (hashes[place] == hash) {
                    candidates.set(entries[place]);
                }
            }
        }
        return candidates;
    }

    /** The number of entries that an audience sees. */
    int count(Selection.Audience audience) {
        int count = 0;
        for (var group : groups) {
            if (audience.sees(group.merchantCode, group.test)) {
                count += group.entries.length;
            }
        }
        return count;
    }

    private int bucket(int hash) {
        return hash & (starts.length - 2);
    }

    private static int hash(String name) {
        int hash = name.hashCode();
        return hash ^ (hash >>> 16);
    }
}
