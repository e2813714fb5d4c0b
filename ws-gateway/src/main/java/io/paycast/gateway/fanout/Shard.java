package io.paycast.gateway.fanout;

import io.netty.channel.EventLoop;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.journal.JournalReader;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.session.Session;
import io.paycast.gateway.session.SessionContext;
import io.paycast.gateway.stats.LatencyStats;
import io.paycast.liveness.Clocks;
import io.paycast.liveness.FatalError;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Predicate;

/**
 * Delivers updates to the sessions of one event loop. A wake-up is one task, whatever the number of
 * updates and sessions: a round over the sessions. A round for one update costs nearly as much as
 * one for ten, so the shard pauses after each round, and the next round delivers together what
 * arrived in between: docs/decisions/019.
 *
 * <p>Confined to the event loop, except {@link #wake()}.
 */
public final class Shard implements SessionContext {

    /** A pause takes this many times as long as the round before it. */
    private static final long PAUSE_PER_ROUND = 2;

    /** The longest pause. */
    private static final long MAX_PAUSE_MICROS = 5_000;

    private final EventLoop eventLoop;
    private final Journal journal;
    private final JournalReader reader;
    private final CursorSeal seal;
    private final LatencyStats latency;
    private final Clocks clocks;
    private final AtomicBoolean scheduled = new AtomicBoolean();
    private final SessionList unfiltered = new SessionList();
    private final SessionList filtered = new SessionList();
    private final SessionIndex index = new SessionIndex();
    private long deliveredUpTo;
    private boolean offering;
    private long pausedUntilMicros;

    Shard(
            EventLoop eventLoop,
            Journal journal,
            CursorSeal seal,
            LatencyStats latency,
            Clocks clocks) {
        this.eventLoop = eventLoop;
        this.journal = journal;
        this.reader = new JournalReader(journal);
        this.seal = seal;
        this.latency = latency;
        this.clocks = clocks;
        this.deliveredUpTo = journal.head();
    }

    /** Makes the shard deliver what is new in the journal soon. Any thread. */
    void wake() {
        if (scheduled.compareAndSet(false, true)) {
            eventLoop.execute(this::deliverAfterPause);
        }
    }

    /** Adds a session, which is delivered to from now on. */
    public void join(Session session) {
        add(session, session.interest());
        if (journal.head() != deliveredUpTo) {
            wake();
        }
    }

    void forEach(Consumer<Session> action) {
        unfiltered.forEach(action);
        filtered.forEach(action);
    }

    void close(Predicate<Session> predicate, CloseCode code, String reason) {
        forEach(
                isolated(session -> {
                    if (predicate.test(session)) {
                        session.close(code, reason);
                    }
                }));
    }

    void tick(long pingMillis, long closeMillis) {
        long wallMillis = clocks.wall().millis();
        long steadyMillis = clocks.steady().millis();
        long safeTail = journal.safeTail();
        forEach(
                isolated(session -> {
                    session.closeIfTooSlow(deliveredUpTo, safeTail);
                    session.tick(wallMillis, steadyMillis, pingMillis, closeMillis);
                }));
        reader.release();
    }

    private void deliverAfterPause() {
        long pauseMicros = Math.min(pausedUntilMicros - micros(clocks.steady()), MAX_PAUSE_MICROS);
        if (pauseMicros > 0) {
            eventLoop.schedule(this::deliverAndPause, pauseMicros, TimeUnit.MICROSECONDS);
        } else {
            deliverAndPause();
        }
    }

    private void deliverAndPause() {
        long startMicros = micros(clocks.steady());
        deliver();
        long endMicros = micros(clocks.steady());
        pausedUntilMicros = endMicros + PAUSE_PER_ROUND * (endMicros - startMicros);
    }

    /**
     * Delivers what is new in the journal to the sessions, without a pause before it. After a
     * fault, the sessions that were not reached would miss these updates without noticing.
     */
    void deliver() {
        try {
            deliverNew();
        } catch (RuntimeException e) {
            forEach(session -> session.abort(e));
        } catch (Error e) {
            FatalError.exit(e);
        }
    }

    private void deliverNew() {
        scheduled.set(false);
        long head = journal.head();
        if (head == deliveredUpTo) {
            return;
        }
        long from = deliveredUpTo;
        deliveredUpTo = head;
        if (!filtered.isEmpty() && !offerAll(from, head)) {
            filtered.forEach(isolated(session -> session.onEvicted(from)));
        }
        unfiltered.forEach(isolated(session -> session.deliver(head)));
        recordLatency(from, head);
    }

    /** Offers the updates to the filtered sessions; returns false if some were evicted before. */
    private boolean offerAll(long from, long head) {
        offering = true;
        try {
            return journal.forEach(from, head, this::offer);
        } finally {
            offering = false;
        }
    }

    private boolean offer(Entry entry) {
        index.forEachInterested(entry, isolated(session -> session.offer(entry)));
        return true;
    }

    /** An action on a session whose fault ends this session, and costs no other one anything. */
    private static Consumer<Session> isolated(Consumer<Session> action) {
        return session -> {
            try {
                action.accept(session);
            } catch (RuntimeException e) {
                session.abort(e);
            }
        };
    }

    private void recordLatency(long from, long to) {
        if (!unfiltered.isEmpty() || !filtered.isEmpty()) {
            long nowMicros = micros(clocks.wall());
            journal.forEach(
                    from,
                    to,
                    entry -> {
                        latency.record(nowMicros - entry.receivedAtMicros());
                        return true;
                    });
        }
    }

    private static long micros(InstantSource clock) {
        var now = clock.instant();
        return now.getEpochSecond() * 1_000_000 + now.getNano() / 1_000;
    }

    @Override
    public JournalReader journal() {
        return reader;
    }

    @Override
    public long deliveredUpTo() {
        return deliveredUpTo;
    }

    @Override
    public String cursorAt(long position) {
        if (offering) {
            return ""; // a filtered session that ends now was not offered all that is delivered
        }
        // sealed for each session: equal cursors would show that nothing happened in between
        return journal.cursorAt(position).map(seal::seal).orElse("");
    }

    @Override
    public CursorSeal cursorSeal() {
        return seal;
    }

    @Override
    public void interestChanged(Session session, Interest before) {
        remove(session, before);
        add(session, session.interest());
    }

    @Override
    public void leave(Session session) {
        remove(session, session.interest());
    }

    private void add(Session session, Interest interest) {
        if (interest.isEverything()) {
            unfiltered.add(session);
        } else {
            filtered.add(session);
            index.add(session, interest);
        }
    }

    private void remove(Session session, Interest interest) {
        if (interest.isEverything()) {
            unfiltered.remove(session);
        } else {
            filtered.remove(session);
            index.remove(session, interest);
        }
    }
}
