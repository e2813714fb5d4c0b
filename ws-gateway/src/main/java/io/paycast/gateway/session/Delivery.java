package io.paycast.gateway.session;

import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.journal.JournalReader;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;

/**
 * Brings the journal's updates to one client. It holds no queue: while the writer takes no more,
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
    private final FrameWriter writer;
    private volatile Interest interest;
    private long position;
    private boolean behind;
    private boolean paused;
    private @Nullable Resumption resumption;

    /** A delivery of what comes after a position. */
    Delivery(JournalReader journal, FrameWriter writer, Interest interest, long position) {
        this.journal = journal;
        this.writer = writer;
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
    OptionalLong resumePosition(long head) {
        if (paused || resumption != null) {
            return OptionalLong.empty();
        }
        return OptionalLong.of(hasPending(head) ? position : head);
    }

    /** Goes back to a position. */
    void rewind(long to) {
        position = to;
        behind = true;
    }

    /** Goes back to a position, but for what the client has seen already. */
    void resumeAfter(long from, Cursor seen, Resumption.Seal seal) {
        rewind(from);
        paused = false;
        resumption = new Resumption(seen, seal);
    }

    /** Sends nothing until it is resumed or let go: the client is brought up elsewhere. */
    void pause() {
        paused = true;
    }

    /** Goes on after a hold. */
    void resume() {
        paused = false;
    }

    /** Whether the client may have seen updates already that are still to come. */
    boolean isResuming() {
        return resumption != null;
    }

    /** How many updates up to a head are still to be sent. */
    int countPending(long head) {
        int[] count = new int[1];
        if (hasPending(head)) {
            journal.forEach(
                    position,
                    head,
                    entry -> {
                        boolean isNew = resumption == null || resumption.isNew(entry);
                        if (isNew && interest.covers(entry)) {
                            count[0]++;
                        }
                        return true;
                    });
        }
        return count[0];
    }

    /** Whether updates before a head are still to be sent. */
    boolean hasPending(long head) {
        boolean atPosition = interest.isEverything() || resumption != null;
        return !paused && (atPosition ? position < head : behind);
    }

    /**
     * Sends the updates that wait up to a head, as far as the writer takes them.
     *
     * @return false if the next one was evicted
     */
    boolean deliver(long head) {
        if (!hasPending(head) || !writer.isWritable()) {
            return true;
        }
        boolean available = true;
        if (resumption != null) {
            available = deliverResumed(resumption, head);
        }
        if (resumption == null && available) {
            behind = false;
            available = interest.isEverything() ? deliverEverything(head) : deliverFiltered(head);
        }
        writer.flush();
        return available;
    }

    /** Notes that updates from a position on were evicted before they could be offered. */
    void onEvicted(long from) {
        if (!behind) {
            rewind(from);
        }
    }

    /** Sends one update that is wanted, or falls behind with it. */
    void offer(Entry entry) {
        if (!behind && entry.position() >= position) {
            send(entry.position(), entry.end());
            writer.flush();
        }
    }

    /** Wants something else from a head on; what waits before it is sent if it is wanted still. */
    void changeInterest(Interest newInterest, long head) {
        behind = hasPending(head);
        if (!behind) {
            position = head;
        }
        interest = newInterest;
    }

    /** Sends everything, as many frames in one write as lie in one piece of memory. */
    private boolean deliverEverything(long head) {
        while (position < head && writer.isWritable()) {
            var run = journal.read(position, head);
            if (run == null) {
                return false;
            }
            position += run.readableBytes();
            writer.write(run);
        }
        return true;
    }

    /** Sends what is wanted, frames that lie side by side in one write. */
    private boolean deliverFiltered(long head) {
        long[] run = {position, position};
        boolean available =
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
        if (available && !behind) {
            send(run[0], run[1]);
        }
        behind = behind || !available;
        if (!behind) {
            position = head; // of what is offered of late, some was sent just now
        }
        return available;
    }

    /** Sends what is wanted and was not seen, until all that comes is new. */
    private boolean deliverResumed(Resumption resuming, long head) {
        behind = true;
        return journal.forEach(
                position,
                head,
                entry -> {
                    if (resuming.isPassedBy(entry)) {
                        resumption = null;
                    } else if (!resuming.isNew(entry) || !interest.covers(entry)) {
                        position = entry.end();
                        return true;
                    } else if (writer.isWritable()) {
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
        writer.write(resealed);
        resealed.release();
        position = entry.end();
        return true;
    }

    /** Sends the frames between two positions, or falls behind with the first that is not sent. */
    private void send(long from, long to) {
        long next = from;
        while (next < to) {
            var frames = writer.isWritable() ? journal.read(next, to) : null;
            if (frames == null) {
                behind = true;
                position = next;
                return;
            }
            next += frames.readableBytes();
            writer.write(frames);
        }
    }
}
