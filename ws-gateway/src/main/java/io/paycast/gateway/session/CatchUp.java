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
    private final FrameWriter outlet;
    private final SessionOwner owner;
    private @Nullable CompletableFuture<Boolean> full;
    private boolean ended;

    CatchUp(Delivery delivery, FrameWriter outlet, SessionOwner owner) {
        this.delivery = delivery;
        this.outlet = outlet;
        this.owner = owner;
    }

    /**
     * Goes back to a position of the journal.
     *
     * @return how many updates are sent on the way
     */
    public int rewind(long position) {
        delivery.rewind(position);
        return delivery.countWaiting(owner.deliveredUpTo());
    }

    /**
     * Goes back to a position of the journal, but for what the client has seen already.
     *
     * @return how many updates are sent on the way
     */
    public int resume(long position, Cursor seen) {
        delivery.resume(position, seen, owner::seal);
        return delivery.countWaiting(owner.deliveredUpTo());
    }

    /** Waits for a replay; nothing from the journal is sent until that is over, or given up. */
    public void awaitReplay(Cursor seen) {
        delivery.resume(owner.deliveredUpTo(), seen, owner::seal);
        delivery.hold();
    }

    /**
     * Sends frames of a replay, and releases them.
     *
     * @return ends when the client takes more; with false if the session has ended
     */
    public CompletableFuture<Boolean> replay(ByteBuf frames) {
        if (ended) {
            frames.release();
            return CompletableFuture.completedFuture(false);
        }
        outlet.write(frames);
        frames.release();
        outlet.flush();
        if (outlet.isWritable()) {
            return CompletableFuture.completedFuture(true);
        }
        full = new CompletableFuture<>();
        return full;
    }

    /** The replay is over: goes on from a position of the journal with what the cursor lacks. */
    public void replayed(long position, Cursor reached) {
        delivery.resume(position, reached, owner::seal);
    }

    /** The replay cannot be: goes on with what came since it was awaited. */
    public void giveUpReplay() {
        delivery.letGo();
    }

    /** The client takes more. */
    void goOn() {
        answer(true);
    }

    /** The client is sent nothing more. */
    void end() {
        ended = true;
        answer(false);
    }

    private void answer(boolean more) {
        if (full != null) {
            full.complete(more);
            full = null;
        }
    }
}
