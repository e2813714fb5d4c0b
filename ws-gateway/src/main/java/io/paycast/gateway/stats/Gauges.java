package io.paycast.gateway.stats;

import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.limits.Bans;
import io.paycast.gateway.limits.ConnectionLimit;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;

/** The gateway's gauges: how much of each limit is in use, under the names in the stats. */
public final class Gauges {

    private Gauges() {}

    /** Each gauge reads the current value when called, on any thread. */
    public static Map<String, LongSupplier> of(
            ConnectionLimit connections,
            Bans bans,
            LongSupplier replaysRunning,
            LongSupplier replaysWaiting,
            LongSupplier replayPayments,
            Journal journal,
            long maxJournalBytes,
            InstantSource clock) {
        return Map.of(
                "maxConnections",
                connections::max,
                "connectionsOfBusiestAddress",
                connections::openOfBusiestAddress,
                "maxConnectionsOfAnAddress",
                connections::maxPerAddress,
                "banned",
                bans::count,
                "replaysRunning",
                replaysRunning,
                "replaysWaiting",
                replaysWaiting,
                "replayPayments",
                replayPayments,
                "journalBytes",
                () -> journal.head() - journal.tail(),
                "maxJournalBytes",
                () -> maxJournalBytes,
                "journalOldestMillis",
                () -> oldestMillis(journal, clock.millis()));
    }

    /** The time since ingest received the journal's oldest update; 0 if the journal is empty. */
    private static long oldestMillis(Journal journal, long nowMillis) {
        var first = new Entry[1];
        journal.forEach(
                journal.tail(),
                journal.head(),
                entry -> {
                    first[0] = entry;
                    return false;
                });
        return first[0] == null ? 0 : Math.max(0, nowMillis - first[0].receivedAtMicros() / 1_000);
    }
}
