package io.paycast.gateway.session;

import io.netty.buffer.ByteBuf;
import java.util.concurrent.CompletableFuture;
import org.jspecify.annotations.Nullable;

/**
 * A replay's frames on their way to one client, no faster than it reads them. Confined to the
 * client's event loop.
 */
final class ReplayFlow {

    private final Outlet outlet;
    private @Nullable CompletableFuture<Boolean> waiting;
    private boolean ended;

    ReplayFlow(Outlet outlet) {
        this.outlet = outlet;
    }

    /** Sends frames; the future ends when the outlet takes more, or with false at the end. */
    CompletableFuture<Boolean> send(ByteBuf frames) {
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
        waiting = new CompletableFuture<>();
        return waiting;
    }

    /** The outlet takes more. */
    void goOn() {
        release(true);
    }

    /** The client is sent nothing more. */
    void end() {
        ended = true;
        release(false);
    }

    private void release(boolean more) {
        if (waiting != null) {
            waiting.complete(more);
            waiting = null;
        }
    }
}
