package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Entry;
import io.paycast.gateway.journal.JournalReader;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * Sends one client its updates, from the journal or from a replay. It has no queue: while the
 * channel takes no more, the gateway keeps only the client's position in the journal.
 *
 * <p>An unfiltered delivery always knows its position. A filtered one is up to date unless it falls
 * behind. In both cases nothing before the position is sent again.
 *
 * <p>Confined to the client's event loop, except {@link #interest()}.
 */
final class Delivery {

    private static final int MAX_RUN_BYTES = 256 * 1024;

    private final JournalReader journal;
    private final FrameWriter writer;
    private volatile Interest interest;
    private long position;
    private boolean behind;
    private boolean paused = true;
    private boolean ended;
    private @Nullable Resumption resumption;

    /** Completes when the client takes more of its replay; null while none waits. */
    private @Nullable CompletableFuture<Boolean> replayWrite;

    /** A delivery of the updates after a position. It is paused until it is resumed. */
    Delivery(JournalReader journal, FrameWriter writer, Interest interest, long position) {
        this.journal = journal;
        this.writer = writer;
        this.interest = interest;
        this.position = position;
    }

    /** Which updates the client is sent. Any thread. */
    Interest interest() {
        return interest;
    }

    /** The position of the first update that is pending. */
    long position() {
        return position;
    }

    /**
     * The position before which the client was sent all its updates; empty while only the client
     * knows which it has seen.
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

    /** Continues at a position, whatever was sent before it. */
    void skipTo(long to) {
        position = to;
        behind = false;
        resumption = null;
    }

    /** Resumes from a position, and skips the updates that the client has seen. */
    void resumeAfter(long from, Cursor seen, Resumption.Seal seal) {
        rewind(from);
        paused = false;
        resumption = new Resumption(seen, seal);
    }

    /** Sends nothing from the journal until it is resumed: the client receives a replay first. */
    void pause() {
        paused = true;
    }

    /** Ends a pause. */
    void resume() {
        paused = false;
    }

    /** Whether the client may have seen updates that are still to come. */
    boolean isResuming() {
        return resumption != null;
    }

    /** Whether updates before a head are pending. */
    boolean hasPending(long head) {
        boolean atPosition = interest.isEverything() || resumption != null;
        return !paused && (atPosition ? position < head : behind);
    }

    /**
     * Sends the pending updates before a head, as far as the channel takes them.
     *
     * @return false if the next update was evicted
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

    /** Falls behind with updates that were evicted before they could be offered. */
    void onEvicted(long from) {
        if (!behind) {
            rewind(from);
        }
    }

    /** Sends one update that the client's interest covers, or falls behind with it. */
    void offer(Entry entry) {
        if (!behind && entry.position() >= position) {
            send(entry.position(), entry.end());
            writer.flush();
        }
    }

    /** Changes the interest. It also applies to updates before the head that are pending. */
    void changeInterest(Interest newInterest, long head) {
        behind = hasPending(head);
        if (!behind) {
            position = head;
        }
        interest = newInterest;
    }

    /**
     * Sends frames of a replay, and releases them.
     *
     * @return completes when the client takes more; with false if the session has ended
     */
    CompletableFuture<Boolean> sendReplayed(ByteBuf frames) {
        if (ended) {
            frames.release();
            return CompletableFuture.completedFuture(false);
        }
        writer.write(frames);
        frames.release();
        writer.flush();
        if (writer.isWritable()) {
            return CompletableFuture.completedFuture(true);
        }
        replayWrite = new CompletableFuture<>();
        return replayWrite;
    }

    /** Notes that the channel takes more, so that a replay continues. */
    void channelWritable() {
        completeReplayWrite(true);
    }

    /** Ends a replay: the client is sent nothing more. */
    void end() {
        ended = true;
        completeReplayWrite(false);
    }

    private void completeReplayWrite(boolean takesMore) {
        if (replayWrite != null) {
            replayWrite.complete(takesMore);
            replayWrite = null;
        }
    }

    /** Sends everything, with as many frames in one write as lie in one piece of memory. */
    private boolean deliverEverything(long head) {
        while (position < head && writer.isWritable()) {
            var run = journal.read(position, head);
            if (run == null) {
                return false;
            }
            long from = position;
            position += run.readableBytes();
            writer.write(run, from);
        }
        return true;
    }

    /** Sends what the interest covers, with adjacent frames in one write. */
    private boolean deliverFiltered(long head) {
        long[] run = {position, position};
        boolean available =
                journal.forEach(
                        position,
                        head,
                        interest.selection(),
                        entry -> {
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
            position = head; // a round in progress may still offer updates that were just sent
        }
        return available;
    }

    /**
     * Sends what the interest covers and the client has not seen, until every update is new. The
     * resumption ends only if the channel takes more: the cursor before the update that is new may
     * lie before the client's.
     */
    private boolean deliverResumed(Resumption resuming, long head) {
        behind = true;
        boolean[] stopped = new boolean[1];
        boolean available =
                journal.forEach(
                        position,
                        head,
                        interest.selection(),
                        entry -> {
                            position = entry.position();
                            boolean goesOn =
                                    !resuming.isNew(entry)
                                            || (writer.isWritable() && sendOrPass(resuming, entry));
                            if (goesOn) {
                                position = entry.end();
                            }
                            stopped[0] = !goesOn;
                            return goesOn;
                        });
        if (available && !stopped[0]) {
            position = head;
            if (journal.cursorAt(head).filter(resuming::isPassedAt).isPresent()) {
                resumption = null;
            }
        }
        return available;
    }

    /** Returns false if the entry was not sent: the resumption ends there, or it was evicted. */
    private boolean sendOrPass(Resumption resuming, Entry entry) {
        if (resuming.isPassedBy(entry)) {
            resumption = null;
            return false;
        }
        var frame = journal.read(entry.position(), entry.end());
        if (frame == null) {
            return false; // the next attempt finds that it was evicted
        }
        var resealed = resuming.resealed(frame, entry);
        writer.write(resealed);
        resealed.release();
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
            long at = next;
            next += frames.readableBytes();
            writer.write(frames, at);
        }
    }
}
