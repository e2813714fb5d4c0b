package io.paycast.gateway.connect;

import io.netty.buffer.ByteBuf;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.replay.ReplayReceiver;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.session.Session;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/**
 * A session to which a replay is sent from Kafka. While that lasts it is sent nothing from the
 * journal. What concerns the session is done on its event loop.
 *
 * @param progress what the client is told when it is known how the replay stands
 */
record ReplayedSession(
        Session session, Executor eventLoop, Journal journal, boolean wantsCount, Progress progress)
        implements ReplayReceiver {

    /** A client that takes nothing for so long would keep others from their turn. */
    private static final long MAX_STALL_SECONDS = 10;

    /** What the client is told; called on the session's event loop. */
    interface Progress {
        void complete(int replayed);

        void incomplete(Cursor oldest);
    }

    @Override
    public Interest interest() {
        return session.interest();
    }

    @Override
    public void begin(int missed) {
        eventLoop.execute(() -> progress.complete(missed));
    }

    @Override
    public void incomplete(Cursor oldest) {
        eventLoop.execute(() -> {
            progress.incomplete(oldest);
            session.abandonReplay();
        });
    }

    @Override
    public boolean send(ByteBuf frames) {
        return onEventLoop(() -> session.sendReplayed(frames));
    }

    @Override
    public boolean resumeFromJournal(Cursor reached) {
        return onEventLoop(() -> {
            var position = journal.positionBefore(reached);
            position.ifPresent(from -> {
                session.resumeAfterReplay(from, reached);
            });
            return CompletableFuture.completedFuture(position.isPresent());
        });
    }

    @Override
    public void failed() {
        eventLoop.execute(
                () -> session.close(CloseCode.INTERNAL_ERROR, "The replay failed; come back."));
    }

    /** Waits for the client, but not for ever. */
    private boolean onEventLoop(Supplier<CompletableFuture<Boolean>> task) {
        try {
            return CompletableFuture.supplyAsync(task, eventLoop)
                    .thenCompose(done -> done)
                    .get(MAX_STALL_SECONDS, TimeUnit.SECONDS);
        } catch (TimeoutException e) {
            eventLoop.execute(() -> session.close(CloseCode.TOO_SLOW, ""));
            return false;
        } catch (ExecutionException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
