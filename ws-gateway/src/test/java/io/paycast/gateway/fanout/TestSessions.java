package io.paycast.gateway.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.channel.ChannelHandlerContext;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.limits.TestAllowance;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.session.Session;
import io.paycast.gateway.session.SessionEnvironment;
import io.paycast.gateway.session.SessionStart;
import io.paycast.gateway.stats.Counters;
import io.paycast.liveness.Clocks;
import java.time.Instant;
import java.util.List;
import java.util.Set;

/** Sessions and updates for the tests of shards. */
public final class TestSessions {

    private TestSessions() {}

    /** Joins a live session without limits, whose token expires then. On the shard's event loop. */
    public static Session join(
            Shard shard,
            ChannelHandlerContext context,
            Interest interest,
            Instant expiresAt,
            Clocks clocks) {
        var client =
                new Client("anna", null, null, Instant.EPOCH, expiresAt, Set.of(), Entitlement.ALL);
        var session =
                new Session(
                        context,
                        client,
                        TestAllowance.unlimited(),
                        interest,
                        shard,
                        new SessionEnvironment(Integer.MAX_VALUE, new Counters(), clocks));
        shard.join(session);
        session.start(new SessionStart.Live(List.of()));
        return session;
    }

    /** Appends an update of the payment "payment" and the order "order"; returns its cursor. */
    static Cursor append(Journal journal, Cursor before, String text) {
        var cursor = before.after(0, before.nextOffset(0));
        byte[] frame = text.getBytes(UTF_8);
        journal.append(
                frame.length,
                memory -> memory.writeBytes(frame),
                0,
                cursor.nextOffset(0) - 1,
                cursor,
                0,
                "payment",
                List.of("order"),
                "ae",
                false);
        return cursor;
    }
}
