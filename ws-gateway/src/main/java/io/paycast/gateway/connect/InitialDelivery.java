package io.paycast.gateway.connect;

import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.LatestUpdate;
import io.paycast.gateway.ledger.OrderSnapshots;
import io.paycast.gateway.protocol.ErrorCode;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.protocol.ServerMessage;
import io.paycast.gateway.protocol.UpdateWriter;
import io.paycast.gateway.replay.Replays;
import io.paycast.gateway.session.Session;
import io.paycast.gateway.session.SessionContext;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/**
 * Begins a session where its client wants: welcomes it, replays what it missed, or tells it how its
 * orders stand. A replay is whole, or it is said that it is not. Runs on the session's event loop.
 */
final class InitialDelivery {

    private final UpdateWriter writer = new UpdateWriter();
    private final Journal journal;
    private final OrderSnapshots snapshots;
    private final Replays replays;
    private final Duration pingInterval;

    /**
     * @param pingInterval what clients are latest of how often they are pinged
     */
    InitialDelivery(
            Journal journal, OrderSnapshots snapshots, Replays replays, Duration pingInterval) {
        this.journal = journal;
        this.snapshots = snapshots;
        this.replays = replays;
        this.pingInterval = pingInterval;
    }

    void begin(Session session, SessionContext shard, UpgradeRequest request) {
        switch (request.start()) {
            case StartPosition.Now now -> {
                var latest = latestUpdates(session, shard);
                var cursor =
                        latest.isEmpty()
                                ? shard.cursorAt(shard.deliveredUpTo())
                                : shard.cursorSeal().seal(latest.getFirst().before());
                sendWelcome(session, request, cursor, 0);
                latest.forEach(update -> sendUpdate(session, shard, update));
            }
            case StartPosition.Rewind(int updates) -> {
                long position =
                        journal.positionOfLast(
                                updates, shard.deliveredUpTo(), session.interest()::covers);
                var cursor = shard.cursorAt(position);
                sendWelcome(session, request, cursor, session.rewind(position));
            }
            case StartPosition.After(var sealedCursor) ->
                    resume(session, shard, request, sealedCursor);
        }
        session.deliverPending();
    }

    private void resume(
            Session session, SessionContext shard, UpgradeRequest request, String sealedCursor) {
        var tail = journal.tailCursor();
        var seen =
                shard.cursorSeal().open(sealedCursor).filter(cursor -> cursor.topicId().equals(tail.topicId()));
        if (seen.isEmpty()) {
            sendGap(session, request, shard.cursorSeal().seal(tail));
            return;
        }
        var position = journal.positionBefore(seen.get());
        if (position.isPresent()) {
            int replayed = session.resumeAfter(position.getAsLong(), seen.get());
            sendWelcome(session, request, sealedCursor, replayed);
        } else {
            session.awaitReplay(seen.get());
            replays.start(seen.get(), replayed(session, shard, request, sealedCursor));
        }
    }

    private ReplayedSession replayed(
            Session session, SessionContext shard, UpgradeRequest request, String sealedCursor) {
        var progress =
                new ReplayedSession.Progress() {
                    @Override
                    public void complete(int replayed) {
                        sendWelcome(session, request, sealedCursor, replayed);
                    }

                    @Override
                    public void incomplete(Cursor oldest) {
                        sendGap(session, request, shard.cursorSeal().seal(oldest));
                    }
                };
        return new ReplayedSession(
                session, session.eventLoop(), journal, request.wantsWelcome(), progress);
    }

    /**
     * Not all that the client has not seen is held any longer, or its cursor is of another topic.
     */
    private void sendGap(Session session, UpgradeRequest request, String oldestCursor) {
        send(
                session,
                request.wantsWelcome()
                        ? ServerMessage.welcome(oldestCursor, false, 0, pingInterval.toSeconds())
                        : ServerMessage.error(
                                ErrorCode.CURSOR_TOO_OLD,
                                "What came after this cursor is not held any longer; updates go on"
                                        + " from now."));
    }

    private void sendWelcome(
            Session session, UpgradeRequest request, String sealedCursor, int replayed) {
        if (request.wantsWelcome()) {
            send(
                    session,
                    ServerMessage.welcome(sealedCursor, true, replayed, pingInterval.toSeconds()));
        }
    }

    /**
     * How the orders of a customer's token stand, of which it is latest at once: it may have come
     * too late. In the order in which it happened, each with the cursor of its own time: whoever is
     * cut off half-way resumes with the rest.
     */
    private List<LatestUpdate> latestUpdates(Session session, SessionContext shard) {
        var orders = session.client().orders();
        return orders == null
                ? List.of()
                : orders.stream()
                        .flatMap(order -> snapshots.of(order).stream())
                        // what is not served yet is about to be delivered
                        .filter(update -> update.position() < shard.deliveredUpTo())
                        .filter(update -> covers(session, update))
                        .sorted(Comparator.comparingLong(LatestUpdate::position))
                        .toList();
    }

    private static boolean covers(Session session, LatestUpdate update) {
        var view = update.view();
        return session.interest().covers(view.paymentId(), view.orderReference());
    }

    private void sendUpdate(Session session, SessionContext shard, LatestUpdate update) {
        var cursor = shard.cursorSeal().seal(update.cursor());
        send(session, writer.write(update.view(), update.eventId(), update.receivedAt(), cursor));
    }

    private static void send(Session session, byte[] json) {
        session.send(Frames.text(json));
    }
}
