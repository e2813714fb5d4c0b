package io.paycast.gateway.journal;

import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
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

    /** Indexes the entries of a chunk. */
    ChunkIndex(List<Entry> ofChunk) {
        this.size = ofChunk.size();
        int names = ofChunk.size();
        for (var entry : ofChunk) {
            names += entry.orderReferences().size();
        }
        this.starts = new int[Integer.highestOneBit(Math.max(1, names)) + 1];
        this.hashes = new int[names];
        this.entries = new int[names];
        indexNames(ofChunk);
        this.groups = Stream.of(false, true).flatMap(test -> groups(ofChunk, test)).toList();
    }

    /** Sorts the names by bucket: counts them first, then puts each in its place. */
    private void indexNames(List<Entry> ofChunk) {
        for (var entry : ofChunk) {
            starts[bucket(hash(entry.paymentId()))]++;
            for (var order : entry.orderReferences()) {
                starts[bucket(hash(order))]++;
            }
        }
        for (int bucket = 1; bucket < starts.length; bucket++) {
            starts[bucket] += starts[bucket - 1];
        }
        for (int i = 0; i < ofChunk.size(); i++) {
            var entry = ofChunk.get(i);
            place(hash(entry.paymentId()), i);
            for (var order : entry.orderReferences()) {
                place(hash(order), i);
            }
        }
    }

    /** Fills a bucket from its end, so that its start is right once all names have a place. */
    private void place(int hash, int entry) {
        int place = --starts[bucket(hash)];
        hashes[place] = hash;
        entries[place] = entry;
    }

    private static Stream<Group> groups(List<Entry> ofChunk, boolean test) {
        var byMerchant = new HashMap<String, BitSet>();
        for (int i = 0; i < ofChunk.size(); i++) {
            var entry = ofChunk.get(i);
            if (entry.test() == test) {
                byMerchant.computeIfAbsent(entry.merchantCode(), code -> new BitSet()).set(i);
            }
        }
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
