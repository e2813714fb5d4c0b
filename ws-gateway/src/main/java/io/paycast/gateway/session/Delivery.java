package io.paycast.gateway.session;

import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.journal.JournalReader;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Brings the journal's updates to one client. It holds no queue: while the outlet takes no more,
 * all that is kept for the client is a position in the journal.
 *
 * <p>A delivery of everything is always at its position. One of only some updates is up to date,
 * unless it fell behind; then, too, nothing before its position is sent again.
 *
 * <p>Confined to the client's event loop.
 */
final class Delivery {

    private static final int MAX_RUN_BYTES = 256 * 1024;

    private final JournalReader journal;
    private final FrameWriter outlet;
    private volatile Interest interest;
    private long position;
    private boolean behind;
    private boolean held;
    private @Nullable Resumption resumption;

    /** A delivery of what comes after a position. */
    Delivery(JournalReader journal, FrameWriter outlet, Interest interest, long position) {
        this.journal = journal;
        this.outlet = outlet;
        this.interest = interest;
        this.position = position;
    }

    /** What is wanted; any thread. */
    Interest interest() {
        return interest;
    }

    /** The first update that was not sent yet, for a delivery that waits. */
    long position() {
        return position;
    }

    /**
     * The position before which the client was sent all it wants; empty while only the client knows
     * where it stands.
     */
    OptionalLong standing(long head) {
        if (held || resumption != null) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(waits(head) ? position : head);
    }

    /** Goes back to a position. */
    void rewind(long to) {
        position = to;
        behind = true;
    }

    /** Goes back to a position, but for what the client has seen already. */
    void resume(long from, Cursor seen, Resumption.Seal seal) {
        rewind(from);
        held = false;
        resumption = new Resumption(seen, seal);
    }

    /** Sends nothing until it is resumed or let go: the client is brought up elsewhere. */
    void hold() {
        held = true;
    }

    /** Goes on after a hold. */
    void letGo() {
        held = false;
    }

    /** Whether the client may have seen updates already that are still to come. */
    boolean isResuming() {
        return resumption != null;
    }

    /** How many updates up to a head are still to be sent. */
    int countWaiting(long head) {
        int[] count = new int[1];
        if (waits(head)) {
            journal.forEach(
                    position,
                    head,
                    entry -> {
                        boolean news = resumption == null || resumption.isNews(entry);
                        if (news && interest.covers(entry)) {
                            count[0]++;
                        }
                        return true;
                    });
        }
        return count[0];
    }

    /** Whether updates before a head are still to be sent. */
    boolean waits(long head) {
        boolean atPosition = interest.isEverything() || resumption != null;
        return !held && (atPosition ? position < head : behind);
    }

    /**
     * Sends the updates that wait up to a head, as far as the outlet takes them.
     *
     * @return false if the next one was evicted
     */
    boolean deliver(long head) {
        if (!waits(head) || !outlet.isWritable()) {
            return true;
        }
        boolean held = true;
        if (resumption != null) {
            held = deliverResumed(resumption, head);
        }
        if (resumption == null && held) {
            behind = false;
            held = interest.isEverything() ? deliverRuns(head) : deliverWanted(head);
        }
        outlet.flush();
        return held;
    }

    /** Notes that updates from a position on were evicted before they could be offered. */
    void miss(long from) {
        if (!behind) {
            rewind(from);
        }
    }

    /** Sends one update that is wanted, or falls behind with it. */
    void offer(Entry entry) {
        if (!behind && entry.position() >= position) {
            send(entry.position(), entry.end());
            outlet.flush();
        }
    }

    /** Wants something else from a head on; what waits before it is sent if it is wanted still. */
    void want(Interest other, long head) {
        behind = waits(head);
        if (!behind) {
            position = head;
        }
        interest = other;
    }

    /** Sends everything, as many frames in one write as lie in one piece of memory. */
    private boolean deliverRuns(long head) {
        while (position < head && outlet.isWritable()) {
            var run = journal.read(position, head);
            if (run == null) {
                return false;
            }
            position += run.readableBytes();
            outlet.write(run);
        }
        return true;
    }

    /** Sends what is wanted, frames that lie side by side in one write. */
    private boolean deliverWanted(long head) {
        long[] run = {position, position};
        boolean held =
                journal.forEach(
                        position,
                        head,
                        entry -> {
                            if (!interest.covers(entry)) {
                                return true;
                            }
                            if (run[1] != entry.position() || run[1] - run[0] >= MAX_RUN_BYTES) {
                                send(run[0], run[1]);
                                run[0] = entry.position();
                            }
                            run[1] = entry.end();
                            return !behind;
                        });
        if (held && !behind) {
            send(run[0], run[1]);
        }
        behind = behind || !held;
        if (!behind) {
            position = head; // of what is offered of late, some was sent just now
        }
        return held;
    }

    /** Sends what is wanted and was not seen, until all that comes is news. */
    private boolean deliverResumed(Resumption resuming, long head) {
        behind = true;
        return journal.forEach(
                position,
                head,
                entry -> {
                    if (resuming.isOverWith(entry)) {
                        resumption = null;
                    } else if (!resuming.isNews(entry) || !interest.covers(entry)) {
                        position = entry.end();
                        return true;
                    } else if (outlet.isWritable()) {
                        return sendResealed(resuming, entry);
                    }
                    return false;
                });
    }

    private boolean sendResealed(Resumption resuming, Entry entry) {
        var frame = journal.read(entry.position(), entry.end());
        if (frame == null) {
            return false; // evicted, as the next attempt will find
        }
        var resealed = resuming.resealed(frame, entry);
        outlet.write(resealed);
        resealed.release();
        position = entry.end();
        return true;
    }

    /** Sends the frames between two positions, or falls behind with the first that is not sent. */
    private void send(long from, long to) {
        long next = from;
        while (next < to) {
            var frames = outlet.isWritable() ? journal.read(next, to) : null;
            if (frames == null) {
                behind = true;
                position = next;
                return;
            }
            next += frames.readableBytes();
            outlet.write(frames);
        }
    }
}
