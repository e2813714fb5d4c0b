package io.paycast.gateway.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.access.PaymentMode;
import io.paycast.gateway.connect.SimulatedTopic.Update;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.session.Session;
import io.paycast.gateway.session.SessionContext;
import io.paycast.net.OwnOrigin;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A simulated client that checks what it is sent. For each message it asserts that its token
 * permits the update, that the update is new to it, and that it has received every update that the
 * message's cursor says it has.
 */
final class SimulatedClient {

    private static final Cursor NOWHERE = new Cursor(Uuid.ZERO_UUID, new long[0]);

    private final String name;
    private final Random random;
    private final SimulatedTopic topic;
    private final SimulatedTransport transport;
    private final Entitlement entitlement;
    private final Set<Update> mayHave = new HashSet<>();
    private Interest interest;
    private Cursor seen = NOWHERE;

    /** Where the gateway was when it sent the current state: the older updates were left out. */
    private Cursor stateOf = NOWHERE;

    /** What to assume once the client reads that it has missed updates; null if it has not. */
    private @Nullable Gap gap;

    private boolean hasCursor;
    private int replayed;
    private @Nullable SimulatedGateway gateway;
    private @Nullable SlowChannel channel;
    private @Nullable SimulatedReplay replay;
    private @Nullable Session session;
    private @Nullable SessionContext shard;
    private StartPosition start = new StartPosition.Now();
    boolean stalled;
    boolean tooSlow;
    int resumed;
    int replays;
    int gaps;

    SimulatedClient(
            String name,
            Random random,
            SimulatedTopic topic,
            SimulatedTransport transport,
            Entitlement entitlement,
            Interest interest) {
        this.name = name;
        this.random = random;
        this.topic = topic;
        this.transport = transport;
        this.entitlement = entitlement;
        this.interest = interest;
    }

    Client identity() {
        return new Client(
                name,
                null,
                null,
                Instant.EPOCH,
                Instant.MAX,
                Set.of(Client.READ_PAYMENTS),
                entitlement);
    }

    Interest interest() {
        return interest;
    }

    Cursor seen() {
        return seen;
    }

    boolean isConnected() {
        return channel != null;
    }

    boolean isAt(SimulatedGateway which) {
        return channel != null && gateway == which;
    }

    /** Whether everything that it was sent has left the gateway. */
    boolean keepsUp() {
        return channel != null
                && !stalled
                && replay == null
                && pendingBytes(channel) == 0
                && session != null
                && session.closedWith() == null;
    }

    private static long pendingBytes(SlowChannel channel) {
        var buffer = channel.unsafe().outboundBuffer();
        return buffer == null ? 0 : buffer.totalPendingWriteBytes();
    }

    boolean needsReplay() {
        return start instanceof StartPosition.After && replay != null;
    }

    void connect(SimulatedGateway to) {
        gateway = to;
        stalled = false;
        replay = null;
        if (hasCursor) {
            start = new StartPosition.After(SimulatedGateway.SEAL.seal(seen));
        } else {
            start =
                    random.nextBoolean()
                            ? new StartPosition.Now()
                            : new StartPosition.Rewind(1 + random.nextInt(9));
        }
        var opening = new SlowChannel();
        transport.addHandlers(opening.pipeline());
        channel = opening;
        var request =
                new ConnectRequest(
                        transport.requested,
                        null,
                        null,
                        OwnOrigin.UNKNOWN,
                        new ConnectQuery(null, start, List.of(), List.of(), PaymentMode.ANY));
        to.open(opening.pipeline(), this, request);
    }

    /** The client continues with the current state. */
    private record Gap(Cursor continuesAt, Cursor stateOf) {}

    /** Computes what it must receive from here. */
    void opened(Session opened, SessionContext on) {
        session = opened;
        shard = on;
        stateOf = NOWHERE;
        gap = null;
        long served = on.deliveredUpTo();
        var at = now();
        var covered = at.held(served).stream().filter(p -> isInterestedIn(p.update())).toList();
        switch (start) {
            case StartPosition.Now now -> {
                seen = currentState(at, served).continuesAt();
                stateOf = currentState(at, served).stateOf();
                replayed = 0;
            }
            case StartPosition.Rewind(int updates) -> {
                var last = covered.subList(Math.max(0, covered.size() - updates), covered.size());
                seen =
                        last.isEmpty()
                                ? at.startCursor(served)
                                : at.cursorBefore(last.getFirst().position());
                replayed = last.size();
            }
            case StartPosition.After after -> {
                resumed++;
                replayed = (int) covered.stream().filter(p -> isNew(p.update())).count();
                boolean ahead = !seen.isBefore(at.journal().headCursor());
                if (ahead || at.journal().positionBefore(seen).isEmpty()) {
                    replays++;
                    replay = new SimulatedReplay(topic, random, at, opened, seen);
                }
            }
        }
    }

    /** A customer continues before the first update of its snapshot. */
    private Gap currentState(SimulatedGateway at, long served) {
        var snapshot = at.snapshot(this, served);
        return snapshot.isEmpty()
                ? new Gap(at.startCursor(served), NOWHERE)
                : new Gap(snapshot.getFirst().before(), at.read());
    }

    /** Begins a replay; a client that is only ahead of the gateway needs none. */
    private void beginReplay(SimulatedReplay beginning, Session to, SessionContext on) {
        if (beginning.fails()) {
            loseUpdates(to, on);
            return;
        }
        var resume =
                now().initialDelivery()
                        .fromJournal(
                                seen, SimulatedGateway.SEAL.seal(seen), interest, welcome(), on);
        if (resume.isPresent()) {
            replayed =
                    (int)
                            now().held(on.deliveredUpTo()).stream()
                                    .map(SimulatedGateway.Placed::update)
                                    .filter(update -> isInterestedIn(update) && isNew(update))
                                    .count();
            replay = null;
            resume.get().messages().forEach(to::sendMessage);
            to.resumeAfterReplay(resume.get().position(), resume.get().seen());
        }
    }

    private Welcome welcome() {
        return new Welcome(transport.requested.hasWelcome(), 25);
    }

    /** Continues as {@link ReplayedSession} does when Kafka no longer has what was missed. */
    private void loseUpdates(Session losing, SessionContext on) {
        gap = currentState(now(), on.deliveredUpTo());
        gaps++;
        replay = null;
        losing.abandonReplay(now().initialDelivery().afterGap(identity(), interest, welcome(), on));
    }

    private SimulatedGateway now() {
        if (gateway == null) {
            throw new AssertionError(this + " is not connected");
        }
        return gateway;
    }

    void disconnect() {
        if (channel != null) {
            transport.close(channel.pipeline());
        }
        channel = null;
        replay = null;
    }

    void subscribe() {
        var orders = new ArrayList<String>();
        for (int i = random.nextInt(2); i >= 0; i--) {
            orders.add("o" + random.nextInt(SimulatedTopic.ORDERS));
        }
        var other = interest.narrowedTo(orders, List.of());
        var opened = channel;
        boolean open = opened != null && session != null && session.closedWith() == null;
        if (opened == null || !open || transport == SimulatedTransport.EVENTS) {
            return; // an event stream keeps its filter
        }
        // the interest before the change selected what is in flight
        topic.between(
                gap == null ? seen : NOWHERE,
                topic.end(),
                update -> {
                    if (update.isFor(interest) != update.isFor(other)
                            && (replay != null || !isAhead(update))) {
                        mayHave.add(update);
                    }
                });
        interest = other;
        opened.writeInbound(
                new TextWebSocketFrame(
                        "{\"type\":\"subscribe\",\"orders\":[\"%s\"]}"
                                .formatted(String.join("\",\"", orders))));
    }

    private boolean isAhead(Update update) {
        return update.offset() >= now().read().nextOffset(update.partition());
    }

    /** Reads what has arrived, which makes room for more; returns false if there was nothing. */
    boolean readOn() {
        var reading = channel;
        if (reading == null || stalled) {
            return false;
        }
        boolean moved = replay != null;
        if (replay != null && session != null && shard != null && replay.begins()) {
            beginReplay(replay, session, shard);
        } else if (replay != null && replay.goOn()) {
            replay = null;
        }
        reading.flush();
        reading.runPendingTasks();
        var wire = reading.wire();
        moved |= wire.isReadable();
        for (var message = transport.next(wire);
                message != null;
                message = channel == reading ? transport.next(wire) : null) {
            if (message.closeCode() != 0) {
                closed(message);
            } else {
                receive(message.text().split("\"", -1));
            }
        }
        reading.checkException();
        return moved;
    }

    private void closed(SimulatedTransport.Message close) {
        assertThat(close.closeCode()).as("%s ends", this).isEqualTo(4408);
        tooSlow = true;
        var reason = close.text();
        if (!reason.isEmpty()) {
            hasCursor = true;
            moveTo(open(reason), null);
        }
        disconnect();
    }

    private void receive(String[] parts) {
        switch (parts[1]) {
            case "Update" -> {
                var where = parts[3].replace("#", "").split(":", -1);
                var update = topic.at(Integer.parseInt(where[0]), Integer.parseInt(where[1]));
                assertThat(parts[3]).isEqualTo(update.text());
                take(update, open(parts[7]));
            }
            case "PaymentId" -> {
                var where = valueOf("EventId", parts).replace("#", "").split(":", -1);
                var update = topic.at(Integer.parseInt(where[0]), Integer.parseInt(where[1]));
                assertThat(stateOf).as("%s was sent the current state", this).isNotEqualTo(NOWHERE);
                take(update, open(valueOf("Cursor", parts)));
            }
            case "type" -> {
                var lost = gap;
                boolean tooOld = parts[3].equals("error") && parts[7].equals("cursor_too_old");
                if (lost != null && (tooOld || parts[3].equals("welcome"))) {
                    seen = lost.continuesAt();
                    stateOf = lost.stateOf();
                    replayed = 0;
                    gap = null;
                }
                if (parts[3].equals("welcome")) {
                    moveTo(open(parts[7]), null);
                    assertThat(parts[parts.length - 3]).isEqualTo(":" + replayed + "},");
                    hasCursor = true;
                }
            }
            default -> throw new AssertionError(String.join("\"", parts));
        }
    }

    private static String valueOf(String member, String[] parts) {
        for (int i = 0; i < parts.length; i++) {
            if (parts[i].equals(member)) {
                return parts[i + 2];
            }
        }
        throw new AssertionError("no " + member + " in " + String.join("\"", parts));
    }

    private void take(Update update, Cursor cursor) {
        assertThat(isInterestedIn(update) || mayHave.contains(update))
                .as("%s is interested in %s", this, update)
                .isTrue();
        assertThat(isNew(update)).as("%s has not seen %s at %s", this, update, seen).isTrue();
        assertThat(cursor.nextOffset(update.partition())).isGreaterThan(update.offset());
        moveTo(cursor, update);
        hasCursor = true;
    }

    private void moveTo(Cursor cursor, @Nullable Update with) {
        assertThat(seen.isBefore(cursor)).as("%s's cursor advances", this).isTrue();
        topic.between(
                seen,
                cursor,
                update -> {
                    boolean due =
                            isInterestedIn(update)
                                    && !mayHave.contains(update)
                                    && !topic.isSuperseded(update, stateOf);
                    assertThat(due && !update.equals(with))
                            .as("%s missed %s: from %s to %s", this, update, seen, cursor)
                            .isFalse();
                });
        seen = cursor;
    }

    /** Fails if it has not received an update that its interest covers. */
    void lacksNothing() {
        topic.between(
                seen,
                topic.end(),
                update ->
                        assertThat(isInterestedIn(update) && !mayHave.contains(update))
                                .as("%s lacks %s", this, update)
                                .isFalse());
    }

    private boolean isInterestedIn(Update update) {
        return update.isFor(interest);
    }

    private boolean isNew(Update update) {
        return update.offset() >= seen.nextOffset(update.partition());
    }

    private static Cursor open(String sealed) {
        return SimulatedGateway.SEAL.open(sealed, SimulatedTopic.ID).orElseThrow();
    }

    @Override
    public String toString() {
        return name;
    }
}
