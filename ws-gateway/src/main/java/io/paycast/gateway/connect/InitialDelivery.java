package io.paycast.gateway.connect;

import io.paycast.gateway.access.Client;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.LatestUpdate;
import io.paycast.gateway.ledger.OrderSnapshots;
import io.paycast.gateway.protocol.UpdateWriter;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.session.SessionContext;
import io.paycast.gateway.session.SessionStart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Decides how a session starts: live, some updates back, after the client's cursor, or after a
 * replay. Either the client receives every update that it missed, or the first message says that it
 * does not.
 *
 * <p>It sends nothing itself. Called on the session's event loop.
 */
public final class InitialDelivery {

    private final UpdateWriter writer = new UpdateWriter();
    private final Journal journal;
    private final OrderSnapshots snapshots;
    private final long pingSeconds;

    /**
     * @param pingInterval the ping interval that the welcome message states
     */
    public InitialDelivery(Journal journal, OrderSnapshots snapshots, Duration pingInterval) {
        this.journal = journal;
        this.snapshots = snapshots;
        this.pingSeconds = pingInterval.toSeconds();
    }

    /** The welcome that a client asked for. */
    Welcome welcomeFor(ConnectRequest request) {
        return new Welcome(request.transport().hasWelcome(), pingSeconds);
    }

    /** How the session of an admitted client starts on a shard. */
    SessionStart prepare(Decision.Admitted admitted, ConnectRequest request, SessionContext shard) {
        var welcome = welcomeFor(request);
        return switch (request.query().start()) {
            case StartPosition.Now now -> live(admitted, welcome, shard);
            case StartPosition.Rewind(int updates) ->
                    rewind(updates, admitted.interest(), welcome, shard);
            case StartPosition.After(var sealedCursor) ->
                    resume(sealedCursor, admitted, welcome, shard);
        };
    }

    /**
     * Begins with the current state of the orders of a customer's token, because the payment may
     * have changed before the customer connected.
     */
    private SessionStart live(Decision.Admitted admitted, Welcome welcome, SessionContext shard) {
        return new SessionStart.Live(
                current(
                        admitted.client(),
                        admitted.interest(),
                        cursor -> welcome.complete(cursor, 0),
                        shard));
    }

    /**
     * The first messages of a client that continues from now, because what it missed is gone or too
     * much: a customer receives the current state of its orders instead.
     */
    List<byte[]> afterGap(Client client, Interest interest, Welcome welcome, SessionContext shard) {
        return current(client, interest, welcome::incomplete, shard);
    }

    private List<byte[]> current(
            Client client,
            Interest interest,
            Function<String, List<byte[]>> firstMessages,
            SessionContext shard) {
        var latest = latestUpdates(client, interest, shard);
        var seal = shard.cursorSeal();
        var cursor =
                latest.isEmpty()
                        ? startCursor(shard, shard.deliveredUpTo())
                        : seal.seal(latest.getFirst().before());
        var messages = new ArrayList<>(firstMessages.apply(cursor));
        latest.forEach(update -> messages.add(message(update, seal)));
        return messages;
    }

    private SessionStart rewind(
            int updates, Interest interest, Welcome welcome, SessionContext shard) {
        var last = journal.last(updates, shard.deliveredUpTo(), interest.selection());
        return new SessionStart.Rewind(
                welcome.complete(startCursor(shard, last.position()), last.count()),
                last.position());
    }

    /**
     * The cursor of a client that starts at a position. If an event loop is so late that this was
     * evicted, the client starts with the oldest update that is held: all of them are newer.
     */
    private String startCursor(SessionContext shard, long position) {
        var cursor = shard.cursorAt(position);
        return cursor.isEmpty() ? shard.cursorSeal().seal(journal.tailCursor()) : cursor;
    }

    private SessionStart resume(
            String sealedCursor,
            Decision.Admitted admitted,
            Welcome welcome,
            SessionContext shard) {
        var interest = admitted.interest();
        var topicId = journal.tailCursor().topicId();
        var opened = shard.cursorSeal().open(sealedCursor, topicId);
        if (opened.isEmpty()) {
            return new SessionStart.Live(afterGap(admitted.client(), interest, welcome, shard));
        }
        var seen = opened.get();
        var resume = fromJournal(seen, sealedCursor, interest, welcome, shard);
        if (journal.isAmbiguous(seen)) {
            return new SessionStart.Live(afterGap(admitted.client(), interest, welcome, shard));
        }
        // Another gateway has read further, or Kafka has lost what the client has seen.
        boolean ahead = !seen.isBefore(journal.headCursor());
        return resume.isEmpty() || ahead
                ? new SessionStart.AwaitReplay(seen, sealedCursor)
                : resume.get();
    }

    /** Resumes after a cursor, if the journal reaches back to it. */
    Optional<SessionStart.Resume> fromJournal(
            Cursor seen,
            String sealedCursor,
            Interest interest,
            Welcome welcome,
            SessionContext shard) {
        var position = journal.positionBefore(seen);
        if (position.isEmpty()) {
            return Optional.empty();
        }
        long from = position.getAsLong();
        int missed =
                welcome.requested()
                        ? journal.countAfter(
                                seen, from, shard.deliveredUpTo(), interest.selection())
                        : 0;
        return Optional.of(
                new SessionStart.Resume(welcome.complete(sealedCursor, missed), from, seen));
    }

    /**
     * The latest update of each payment of the client's orders, oldest first. Each carries the
     * cursor of its own time, so that a client that loses its connection resumes with the rest.
     */
    private List<LatestUpdate> latestUpdates(
            Client client, Interest interest, SessionContext shard) {
        var orders = client.entitlement().orders();
        return orders == null
                ? List.of()
                : orders.stream()
                        .flatMap(order -> snapshots.of(order).stream())
                        // the shard delivers the later ones itself
                        .filter(update -> update.position() < shard.deliveredUpTo())
                        .filter(update -> interest.covers(update.view()))
                        .distinct() // a payment may belong to several of the orders
                        .sorted(Comparator.comparingLong(LatestUpdate::position))
                        .toList();
    }

    private byte[] message(LatestUpdate update, CursorSeal seal) {
        return writer.write(
                update.view(),
                update.corrected(),
                update.eventId(),
                update.receivedAt(),
                seal.seal(update.cursor()));
    }
}
