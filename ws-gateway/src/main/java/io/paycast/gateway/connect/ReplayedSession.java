package io.paycast.gateway.connect;

import io.netty.buffer.ByteBuf;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.replay.ReplayOwner;
import io.paycast.gateway.replay.ReplayReceiver;
import io.paycast.gateway.replay.ReplayTurn;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.session.Session;
import io.paycast.gateway.session.SessionContext;
import io.paycast.liveness.FatalError;
import io.paycast.net.ClientNetwork;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Passes a replay from Kafka to a session. It is called on the replay's thread and works on the
 * session's event loop. During the replay the session sends nothing from the journal.
 *
 * @param sealedCursor the cursor that the client resumes from
 */
record ReplayedSession(
        Session session,
        SessionContext shard,
        String sealedCursor,
        Welcome welcome,
        InitialDelivery initialDelivery)
        implements ReplayReceiver {

    private static final Logger LOG = LoggerFactory.getLogger(ReplayedSession.class);

    /** A client that takes nothing for this long would keep other replays waiting. */
    private static final int MAX_STUCK_MILLIS = 10_000;

    private static final int CHECK_MILLIS = 500;

    @Override
    public ReplayOwner owner() {
        var client = session.client();
        return new ReplayOwner(
                ClientNetwork.of(session.address()), client.subject(), client.entitlement());
    }

    @Override
    public boolean wantsCount() {
        return welcome.requested();
    }

    @Override
    public Interest interest() {
        return session.interest();
    }

    @Override
    public boolean resumeAtOnce(Cursor seen) {
        return onEventLoop(() -> {
            var resume =
                    initialDelivery.fromJournal(
                            seen, sealedCursor, session.interest(), welcome, shard);
            resume.ifPresent(from -> {
                from.messages().forEach(session::sendMessage);
                session.resumeAfterReplay(from.position(), from.seen());
            });
            return CompletableFuture.completedFuture(resume.isPresent());
        });
    }

    @Override
    public void begin(int missed) {
        execute(() -> welcome.complete(sealedCursor, missed).forEach(session::sendMessage));
    }

    @Override
    public void incomplete() {
        execute(() ->
                session.abandonReplay(
                        initialDelivery.afterGap(
                                session.client(), session.interest(), welcome, shard)));
    }

    @Override
    public boolean send(ByteBuf frames, ReplayTurn turn) {
        return onEventLoop(() -> session.sendReplayed(frames), turn);
    }

    @Override
    public boolean resumeFromJournal(Cursor reached) {
        return onEventLoop(() -> {
            if (!shard.journal().isOfTopic(reached)) {
                failed(); // the topic was replaced: the client learns that when it comes back
                return CompletableFuture.completedFuture(true);
            }
            var position = shard.journal().positionBefore(reached);
            position.ifPresent(from -> session.resumeAfterReplay(from, reached));
            return CompletableFuture.completedFuture(position.isPresent());
        });
    }

    @Override
    public void failed() {
        execute(() -> session.close(CloseCode.INTERNAL_ERROR, "The replay failed; reconnect."));
    }

    /** Runs a task on the event loop. A client whose task fails must not wait for updates. */
    private void execute(Runnable task) {
        session.eventLoop()
                .execute(() -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.error("replay not passed on", e);
                        session.close(CloseCode.INTERNAL_ERROR, "The replay failed; reconnect.");
                    } catch (Error e) {
                        FatalError.exit(e);
                    }
                });
    }

    /** Waits for a task that does not wait for the client. */
    private boolean onEventLoop(Supplier<CompletableFuture<Boolean>> task) {
        return onEventLoop(task, ReplayTurn.endless());
    }

    /**
     * Waits for the client for as long as it takes something, however slowly, and nobody else waits
     * for its place.
     *
     * @throws IllegalStateException if the task fails: the replay has failed, too
     */
    private boolean onEventLoop(Supplier<CompletableFuture<Boolean>> task, ReplayTurn turn) {
        var result =
                CompletableFuture.supplyAsync(task, session.eventLoop()).thenCompose(done -> done);
        try {
            while (session.stuckMillis() < MAX_STUCK_MILLIS && !turn.isOver()) {
                long begin = System.nanoTime();
                try {
                    return result.get(CHECK_MILLIS, TimeUnit.MILLISECONDS);
                } catch (TimeoutException e) {
                    // the client has not taken all of it yet
                } finally {
                    turn.waited(System.nanoTime() - begin);
                }
            }
            session.eventLoop().execute(() -> session.close(CloseCode.TOO_SLOW, ""));
            return false;
        } catch (ExecutionException e) {
            FatalError.exitIfError(e);
            throw new IllegalStateException("replay not passed on", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
