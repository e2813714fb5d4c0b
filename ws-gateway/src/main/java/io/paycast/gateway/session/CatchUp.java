package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;
import io.paycast.gateway.cursor.Cursor;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * How a session that begins behind is brought up: from the journal, or by a replay from elsewhere,
 * sent no faster than the client reads it. What is set here takes effect with the session's next
 * delivery.
 *
 * <p>Confined to the client's event loop.
 */
public final class CatchUp {

    private final Delivery delivery;
    private final FrameWriter writer;
    private final SessionContext shard;
    private @Nullable CompletableFuture<Boolean> pendingWrite;
    private boolean ended;

    CatchUp(Delivery delivery, FrameWriter writer, SessionContext shard) {
        this.delivery = delivery;
        this.writer = writer;
        this.shard = shard;
    }

    /**
     * Goes back to a position of the journal.
     *
     * @return how many updates are sent on the way
     */
    public int rewind(long position) {
        delivery.rewind(position);
        return delivery.countPending(shard.deliveredUpTo());
    }

    /**
     * Goes back to a position of the journal, but for what the client has seen already.
     *
     * @return how many updates are sent on the way
     */
    public int resumeAfter(long position, Cursor seen) {
        delivery.resumeAfter(position, seen, shard.cursorSeal()::seal);
        return delivery.countPending(shard.deliveredUpTo());
    }

    /** Waits for a replay; nothing from the journal is sent until that is over, or given up. */
    public void awaitReplay(Cursor seen) {
        delivery.resumeAfter(shard.deliveredUpTo(), seen, shard.cursorSeal()::seal);
        delivery.pause();
    }

    /**
     * Sends frames of a replay, and releases them.
     *
     * @return ends when the client takes more; with false if the session has ended
     */
    public CompletableFuture<Boolean> sendReplayed(ByteBuf frames) {
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
        pendingWrite = new CompletableFuture<>();
        return pendingWrite;
    }

    /** The replay is over: goes on from a position of the journal with what the cursor lacks. */
    public void resumeAfterReplay(long position, Cursor reached) {
        delivery.resumeAfter(position, reached, shard.cursorSeal()::seal);
    }

    /** The replay cannot be: goes on with what came since it was awaited. */
    public void abandonReplay() {
        delivery.resume();
    }

    /** The client takes more. */
    void channelWritable() {
        completeWrite(true);
    }

    /** The client is sent nothing more. */
    void end() {
        ended = true;
        completeWrite(false);
    }

    private void completeWrite(boolean more) {
        if (pendingWrite != null) {
            pendingWrite.complete(more);
            pendingWrite = null;
        }
    }
}
