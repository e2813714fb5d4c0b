package io.paycast.gateway.fanout;

import io.netty.channel.EventLoop;
import io.netty.util.concurrent.ScheduledFuture;
import io.paycast.gateway.cursor.CursorKeys;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.session.Session;
import io.paycast.gateway.stats.LatencyStats;
import io.paycast.liveness.Clocks;
import io.paycast.liveness.FatalError;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Holds all sessions, one shard per event loop. Thread-safe. */
public final class Fanout implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Fanout.class);
    private static final long DRAIN_STEP_MILLIS = 50;

    /** Clients that reconnect after a drain spread over this time. */
    private static final int MAX_RECONNECT_DELAY_MILLIS = 2_000;

    private final Journal journal;
    private final CursorKeys cursorKeys;
    private final LatencyStats latency;
    private final Clocks clocks;
    private final long pingMillis;
    private final long closeMillis;
    private final ConcurrentMap<EventLoop, TickingShard> shards = new ConcurrentHashMap<>();

    private record TickingShard(Shard shard, ScheduledFuture<?> ticks) {}

    /**
     * @param cursorKeys the keys that seal and open cursors
     * @param pingInterval how often clients are pinged
     * @param closeTimeout how long a client may take to answer a close frame
     */
    public Fanout(
            Journal journal,
            CursorKeys cursorKeys,
            LatencyStats latency,
            Clocks clocks,
            Duration pingInterval,
            Duration closeTimeout) {
        this.journal = journal;
        this.cursorKeys = cursorKeys;
        this.latency = latency;
        this.clocks = clocks;
        this.pingMillis = pingInterval.toMillis();
        this.closeMillis = closeTimeout.toMillis();
    }

    /** Makes all shards deliver what is new in the journal soon. */
    public void wake() {
        shards.values().forEach(ticking -> ticking.shard().wake());
    }

    /**
     * The shard of an event loop, for a session to join. It has just delivered what is new, because
     * the position before that may have been evicted, and its cursor with it. Called on that event
     * loop.
     */
    public Shard shardOf(EventLoop eventLoop) {
        var shard = shards.computeIfAbsent(eventLoop, this::newShard).shard();
        shard.deliver();
        return shard;
    }

    /** Closes the sessions that match a predicate. */
    public void close(Predicate<Session> predicate, CloseCode code, String reason) {
        shards.forEach((loop, ticking) ->
                loop.execute(() ->
                        runLogged(
                                "sessions not closed",
                                () -> ticking.shard().close(predicate, code, reason))));
    }

    /** Collects a view of each session, on its event loop. */
    public <T> CompletableFuture<List<T>> collect(Function<Session, T> view) {
        var parts = new ArrayList<CompletableFuture<List<T>>>();
        shards.keySet().removeIf(EventLoop::isShuttingDown); // its sessions have closed
        shards.forEach((loop, ticking) ->
                parts.add(
                        CompletableFuture.supplyAsync(
                                () -> {
                                    var part = new ArrayList<T>();
                                    ticking.shard().forEach(s -> part.add(view.apply(s)));
                                    return part;
                                },
                                loop)));
        return CompletableFuture.allOf(parts.toArray(CompletableFuture[]::new))
                .thenApply(done -> parts.stream().flatMap(part -> part.join().stream()).toList());
    }

    /**
     * Drains: closes all sessions in even steps over a period, each with a random delay after which
     * to reconnect. Blocks until all channels are closed, at most for the period and the close
     * timeout.
     */
    public void drain(Duration period) {
        var waiting = new ArrayDeque<Session>(collect(Function.identity()).join());
        int all = waiting.size();
        long steps = Math.max(1, period.toMillis() / DRAIN_STEP_MILLIS);
        long end = System.nanoTime() + period.plusMillis(closeMillis).toNanos();
        for (long step = 1; !waiting.isEmpty(); step++) {
            while (waiting.size() > all - Math.ceilDiv(all * step, steps)) {
                waiting.remove()
                        .askToReconnect(
                                ThreadLocalRandom.current().nextInt(MAX_RECONNECT_DELAY_MILLIS));
            }
            pause(waiting.isEmpty() ? 0 : DRAIN_STEP_MILLIS);
        }
        while (count() > 0 && System.nanoTime() < end) {
            pause(DRAIN_STEP_MILLIS);
        }
    }

    private int count() {
        return collect(Function.identity()).join().size();
    }

    private static void pause(long millis) {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(millis));
    }

    /** Stops the ticks. The sessions end with their channels. */
    @Override
    public void close() {
        shards.values().forEach(ticking -> ticking.ticks().cancel(false));
    }

    private TickingShard newShard(EventLoop loop) {
        var shard = new Shard(loop, journal, new CursorSeal(cursorKeys), latency, clocks);
        // an exception would end the ticks, and with them the expiry of tokens on this event loop
        Runnable tick = () -> runLogged("tick failed", () -> shard.tick(pingMillis, closeMillis));
        var ticks = loop.scheduleAtFixedRate(tick, 500, 500, TimeUnit.MILLISECONDS);
        return new TickingShard(shard, ticks);
    }

    /** Runs a task whose failure an event loop would report to no one. */
    private static void runLogged(String failure, Runnable task) {
        try {
            task.run();
        } catch (RuntimeException e) {
            LOG.error(failure, e);
        } catch (Error e) {
            FatalError.exit(e);
        }
    }
}
