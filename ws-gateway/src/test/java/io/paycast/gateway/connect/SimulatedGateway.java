package io.paycast.gateway.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelPipeline;
import io.netty.channel.embedded.EmbeddedChannel;
import io.paycast.events.CurrencyCode;
import io.paycast.events.PaymentOutcome;
import io.paycast.events.PaymentStatus;
import io.paycast.events.PaymentView;
import io.paycast.gateway.access.TokenClaims;
import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.connect.SimulatedTopic.Update;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorKeys;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.fanout.Fanout;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.LatestUpdate;
import io.paycast.gateway.ledger.OrderSnapshots;
import io.paycast.gateway.limits.Bans;
import io.paycast.gateway.limits.TestAllowance;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.session.Session;
import io.paycast.gateway.session.SessionEnvironment;
import io.paycast.gateway.session.SessionHandler;
import io.paycast.gateway.session.SessionStart;
import io.paycast.gateway.stats.Counters;
import io.paycast.gateway.stats.LatencyStats;
import io.paycast.liveness.Clocks;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.TimeUnit;

/** A gateway's journal, fan-out and initial delivery, on two event loops that the test steps. */
final class SimulatedGateway {

    static final CursorSeal SEAL = new CursorSeal(new byte[CursorSeal.KEY_BYTES]);

    private static final SessionEnvironment ENVIRONMENT =
            new SessionEnvironment(
                    Integer.MAX_VALUE,
                    new Counters(),
                    Clocks.same(InstantSource.fixed(Instant.EPOCH)));
    private static final Bans BANS = new Bans(Duration.ofMinutes(1), ENVIRONMENT.clocks().wall());
    private static final TokenVerifier VERIFIER =
            new TokenVerifier(
                    "http://issuer.invalid/jwks",
                    new TokenClaims(null, List.of(), TokenClaims.DEFAULT_LEEWAY, client -> false),
                    ENVIRONMENT.clocks().wall());

    private static final int CHUNK_BYTES = 700;
    private static final int JOURNAL_BYTES = 6 * CHUNK_BYTES;

    private final SimulatedTopic topic;
    private final Random random;
    private final List<EmbeddedChannel> loops = List.of(loop(), loop());
    private final List<Placed> placed = new ArrayList<>();
    private final int[] next = new int[SimulatedTopic.PARTITIONS];
    private Instant now = Instant.EPOCH;
    private final Set<String> payments = new HashSet<>();
    private OrderSnapshots snapshots = new OrderSnapshots();
    private Journal journal = new Journal(JOURNAL_BYTES, CHUNK_BYTES);
    private Fanout fanout = newFanout();
    private Cursor start = new Cursor(SimulatedTopic.ID, new long[SimulatedTopic.PARTITIONS]);

    /** An update in the journal. */
    record Placed(Update update, long position, Cursor cursor) {}

    SimulatedGateway(SimulatedTopic topic, Random random) {
        this.topic = topic;
        this.random = random;
        journal.begin(start);
    }

    private static EmbeddedChannel loop() {
        var loop = new EmbeddedChannel();
        loop.freezeTime();
        return loop;
    }

    private Fanout newFanout() {
        return new Fanout(
                journal,
                new CursorKeys(new byte[CursorSeal.KEY_BYTES], null),
                new LatencyStats(),
                Clocks.same(this::now),
                Duration.ofSeconds(25),
                Duration.ofSeconds(5));
    }

    /** The clock: each reading advances it by up to a millisecond. */
    private Instant now() {
        now = now.plusNanos(random.nextInt(1_000_000));
        return now;
    }

    /** Restarts with a journal that begins a few records back. */
    void restart() {
        fanout.close();
        journal.close();
        placed.clear();
        for (int partition = 0; partition < next.length; partition++) {
            next[partition] = Math.max(0, next[partition] - random.nextInt(6));
        }
        journal = new Journal(JOURNAL_BYTES, CHUNK_BYTES);
        fanout = newFanout();
        start = read();
        journal.begin(start);
        warmUp();
    }

    /** Reads what lies before the journal again, for the snapshots. */
    private void warmUp() {
        payments.clear();
        snapshots = new OrderSnapshots();
        var cursor = new Cursor(SimulatedTopic.ID, new long[SimulatedTopic.PARTITIONS]);
        long position = Long.MIN_VALUE;
        for (int partition = 0; partition < next.length; partition++) {
            for (int offset = 0; offset < next[partition]; offset++) {
                updateSnapshot(topic.at(partition, offset), cursor, position++);
                cursor = cursor.after(partition, offset);
            }
        }
    }

    private void updateSnapshot(Update update, Cursor before, long position) {
        if (!update.news()) {
            return;
        }
        var latest =
                new LatestUpdate(
                        new PaymentView(
                                update.merchant(),
                                update.payment(),
                                PaymentStatus.CREATED,
                                BigDecimal.ONE,
                                CurrencyCode.AED,
                                update.orders().getLast(),
                                BigDecimal.ZERO,
                                BigDecimal.ZERO,
                                PaymentOutcome.PENDING,
                                update.test(),
                                update.orders()),
                        false,
                        update.text(),
                        Instant.EPOCH,
                        before,
                        update.partition(),
                        update.offset(),
                        position);
        if (payments.add(update.payment())) {
            snapshots.add(latest);
        } else {
            snapshots.replace(latest);
        }
    }

    /** The cursor up to which it has read. */
    Cursor read() {
        var offsets = new long[next.length];
        for (int partition = 0; partition < next.length; partition++) {
            offsets[partition] = next[partition];
        }
        return new Cursor(SimulatedTopic.ID, offsets);
    }

    void readSome() {
        for (int records = random.nextInt(12); records >= 0; records--) {
            readOne(random.nextInt(SimulatedTopic.PARTITIONS));
        }
        fanout.wake();
    }

    void readAll() {
        for (int partition = 0; partition < next.length; partition++) {
            while (readOne(partition)) {
                fanout.wake();
                serve();
                rest();
            }
        }
    }

    private boolean readOne(int partition) {
        if (!topic.has(partition, next[partition])) {
            return false;
        }
        var update = topic.at(partition, next[partition]++);
        var cursor = journal.headCursor().after(partition, update.offset());
        if (update.news()) {
            updateSnapshot(update, journal.headCursor(), journal.head());
            placed.add(new Placed(update, journal.head(), cursor));
            byte[] text = frame(update, cursor);
            journal.append(
                    Frames.textLength(text.length),
                    memory -> Frames.writeText(memory, text),
                    partition,
                    update.offset(),
                    cursor,
                    0,
                    update.payment(),
                    update.orders(),
                    update.merchant(),
                    update.test());
        }
        journal.skipTo(cursor);
        return true;
    }

    static byte[] frame(Update update, Cursor cursor) {
        return "{\"Update\":\"%s\",\"Cursor\":\"%s\"}"
                .formatted(update.text(), SEAL.seal(cursor))
                .getBytes(StandardCharsets.UTF_8);
    }

    /** Runs the tasks of the event loops. */
    void serve() {
        loops.forEach(EmbeddedChannel::runPendingTasks);
    }

    /** Lets the pause after a round pass. */
    void rest() {
        pass(5);
    }

    /** Lets half a second pass. */
    void tick() {
        pass(500);
    }

    private void pass(long millis) {
        for (var loop : loops) {
            loop.advanceTimeBy(millis, TimeUnit.MILLISECONDS);
            loop.runScheduledPendingTasks();
        }
    }

    Journal journal() {
        return journal;
    }

    /** The updates before a position that the journal still holds. */
    List<Placed> held(long before) {
        long tail = journal.tail();
        return placed.stream().filter(p -> p.position() >= tail && p.position() < before).toList();
    }

    /** The cursor of a client that starts at a position; at the oldest one if that was evicted. */
    Cursor startCursor(long position) {
        return cursorBefore(Math.max(position, journal.tail()));
    }

    /** The cursor of a client that has received everything before a position. */
    Cursor cursorBefore(long position) {
        var cursor = start;
        for (var each : placed) {
            if (each.position() >= position) {
                break;
            }
            cursor = each.cursor();
        }
        return cursor;
    }

    InitialDelivery initialDelivery() {
        return new InitialDelivery(journal, snapshots, Duration.ofSeconds(25));
    }

    /** The latest updates before a position of the payments that a customer is interested in. */
    List<LatestUpdate> snapshot(SimulatedClient client, long before) {
        var orders = client.identity().entitlement().orders();
        if (orders == null) {
            return List.of();
        }
        return orders.stream()
                .flatMap(order -> snapshots.of(order).stream())
                .filter(latest -> latest.position() < before)
                .filter(latest -> client.interest().covers(latest.view()))
                .distinct()
                .sorted(Comparator.comparingLong(LatestUpdate::position))
                .toList();
    }

    /** Opens a session as {@link SessionOpener} does, on any of its event loops. */
    void open(ChannelPipeline pipeline, SimulatedClient client, ConnectRequest request) {
        var shard = fanout.shardOf(loops.get(random.nextInt(loops.size())).eventLoop());
        var admitted =
                new Decision.Admitted(
                        client.identity(), TestAllowance.unlimited(), client.interest());
        var start = initialDelivery().prepare(admitted, request, shard);
        var handler = new SessionHandler(VERIFIER, BANS, ENVIRONMENT);
        pipeline.addLast(handler);
        var session =
                new Session(
                        pipeline.context(handler),
                        admitted.client(),
                        admitted.allowance(),
                        admitted.interest(),
                        shard,
                        ENVIRONMENT);
        client.opened(session, shard);
        assertThat(start instanceof SessionStart.AwaitReplay).isEqualTo(client.needsReplay());
        shard.join(session);
        handler.start(session, start);
    }
}
