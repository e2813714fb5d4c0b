package io.paycast.gateway.fanout;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.embedded.EmbeddedChannel;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorKeys;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.limits.TestAllowance;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.session.Session;
import io.paycast.gateway.session.SessionEnvironment;
import io.paycast.gateway.session.SessionStart;
import io.paycast.gateway.stats.Counters;
import io.paycast.gateway.stats.LatencyStats;
import io.paycast.liveness.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * Measures how long an event loop takes to deliver new updates to its sessions, without the work of
 * the channels. It includes appending the updates, which {@code JournalBenchmark} measures alone.
 */
public class DrainBenchmark {

    /** One unfiltered session that is several updates behind each time. */
    @Benchmark
    public long broadcast(Broadcast loop) {
        for (int i = 0; i < loop.behind; i++) {
            loop.append("order-0");
        }
        return loop.drain();
    }

    /** Many sessions with one order each, and an update for one of them. */
    @Benchmark
    public long scoped(Scoped loop) {
        loop.append(loop.orders.get(loop.next++ % loop.sessions));
        return loop.drain();
    }

    /** One unfiltered session. */
    @State(Scope.Thread)
    public static class Broadcast extends Loop {

        /** How many updates are pending each time. */
        @Param({"1", "64"})
        int behind = 64;

        @Setup
        public void join() {
            join(Interest.permitted(Entitlement.ALL));
        }
    }

    /** Sessions with one order each. */
    @State(Scope.Thread)
    public static class Scoped extends Loop {

        /** The number of sessions. */
        @Param("10000")
        int sessions = 10_000;

        List<String> orders = List.of();
        int next;

        @Setup
        public void join() {
            orders = IntStream.range(0, sessions).mapToObj("order-2026-%08d"::formatted).toList();
            for (var order : orders) {
                join(Interest.permitted(Entitlement.ALL).narrowedTo(List.of(order), List.of()));
            }
        }
    }

    /** A journal, and an event loop whose channels discard what is written to them. */
    public abstract static class Loop {

        private static final Instant END = Instant.parse("2100-01-01T00:00:00Z");
        private static final Client CLIENT =
                new Client("anna", null, null, Instant.EPOCH, END, Set.of(), Entitlement.ALL);

        // fixed, so that a round takes no time and no pause follows it
        private final Clocks clock = Clocks.same(InstantSource.fixed(Instant.EPOCH));
        private final Journal journal = new Journal(64 << 20, 1 << 20);
        private final Counters counters = new Counters();
        private final Fanout fanout =
                new Fanout(
                        journal,
                        new CursorKeys(new byte[CursorSeal.KEY_BYTES], null),
                        new LatencyStats(),
                        clock,
                        Duration.ofDays(1), // no client here answers pings
                        Duration.ofSeconds(5));
        private final Sink sink = new Sink();
        private final EmbeddedChannel channel =
                new EmbeddedChannel(sink, new ChannelOutboundHandlerAdapter());
        private final byte[] frame = new byte[420];
        private Cursor cursor = new Cursor(Uuid.ONE_UUID, new long[6]);
        private long offset;

        void join(Interest interest) {
            var shard = fanout.shardOf(channel.eventLoop());
            var session =
                    new Session(
                            channel.pipeline().lastContext(),
                            CLIENT,
                            TestAllowance.unlimited(),
                            interest,
                            shard,
                            new SessionEnvironment(Integer.MAX_VALUE, counters, clock));
            shard.join(session);
            session.start(new SessionStart.Live(List.of()));
        }

        void append(String order) {
            cursor = cursor.after(3, offset);
            journal.append(
                    frame.length,
                    memory -> memory.writeBytes(frame),
                    3,
                    offset++,
                    cursor,
                    0,
                    "5f9d1f30-7c3a-4f63-9c35-2b8f6f2f8a11",
                    List.of(order),
                    "ae",
                    false);
        }

        /** Runs the wake-up, and returns how many bytes were written so far. */
        long drain() {
            fanout.wake();
            channel.runPendingTasks();
            return sink.bytes;
        }

        @TearDown
        public void close() {
            fanout.close();
            channel.close();
            journal.close();
        }
    }

    /** Discards frames where a channel's own work would begin. */
    private static final class Sink extends ChannelOutboundHandlerAdapter {

        private long bytes;

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            var frames = (ByteBuf) message;
            bytes += frames.readableBytes();
            frames.release();
        }

        @Override
        public void flush(ChannelHandlerContext context) {}
    }
}
