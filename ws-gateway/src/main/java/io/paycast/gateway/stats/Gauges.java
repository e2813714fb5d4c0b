package io.paycast.gateway.stats;

import static java.util.Map.entry;

import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.limits.Bans;
import io.paycast.gateway.limits.SubjectLimits;
import io.paycast.limits.ConnectionLimit;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;

/** The gateway's gauges: how much of each limit is in use, under the names in the stats. */
public final class Gauges {

    private Gauges() {}

    /** Each gauge reads the current value when called, on any thread. */
    public static Map<String, LongSupplier> of(
            ConnectionLimit connections,
            SubjectLimits subjects,
            Bans bans,
            LongSupplier replaysRunning,
            LongSupplier replaysWaiting,
            LongSupplier replayPayments,
            Journal journal,
            long maxJournalBytes,
            InstantSource clock) {
        return Map.ofEntries(
                entry("maxConnections", connections::max),
                entry("connectionsOfBusiestAddress", connections::openOfBusiestAddress),
                entry("maxConnectionsOfAnAddress", connections::maxPerAddress),
                entry("connectionsOfBusiestSubject", subjects::socketsOfBusiestSubject),
                entry("maxConnectionsOfAUser", subjects::maxUserSockets),
                entry("maxConnectionsOfACustomer", subjects::maxCustomerSockets),
                entry("tokenBytes", subjects.orders()::held),
                entry("maxTokenBytes", subjects.orders()::max),
                entry("filterBytes", subjects.filters()::held),
                entry("maxFilterBytes", subjects.filters()::max),
                entry("bufferBytes", subjects.buffers()::held),
                entry("maxBufferBytes", subjects.buffers()::max),
                entry("banned", bans::count),
                entry("replaysRunning", replaysRunning),
                entry("replaysWaiting", replaysWaiting),
                entry("replayPayments", replayPayments),
                entry("journalBytes", () -> journal.head() - journal.tail()),
                entry("maxJournalBytes", () -> maxJournalBytes),
                entry("journalOldestMillis", () -> oldestMillis(journal, clock.millis())));
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
