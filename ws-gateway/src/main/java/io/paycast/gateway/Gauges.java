package io.paycast.gateway;

import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.limits.Bans;
import io.paycast.gateway.limits.ConnectionLimit;
import io.paycast.gateway.replay.Replays;
import java.time.InstantSource;
import java.util.Map;
import java.util.function.LongSupplier;

/** How near the gateway is to its limits, by the names that the stats show. */
final class Gauges {

    private Gauges() {}

    static Map<String, LongSupplier> of(
            GatewaySettings settings,
            ConnectionLimit places,
            Bans bans,
            Replays replays,
            Journal journal,
            InstantSource clock) {
        return Map.of(
                "maxConnections", settings::maxConnections,
                "connectionsOfBusiestAddress", places::openOfBusiestAddress,
                "maxConnectionsOfAnAddress", settings::maxConnectionsPerAddress,
                "banned", bans::count,
                "replaysRunning", replays::running,
                "replaysWaiting", replays::waiting,
                "journalBytes", () -> journal.head() - journal.tail(),
                "maxJournalBytes", () -> settings.journalSize().toBytes(),
                "journalOldestMillis", () -> oldestMillis(journal, clock.millis()));
    }

    /** How long ago ingest received the oldest update that the journal holds; 0 if it has none. */
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
