package io.paycast.gateway.replay;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.paycast.events.CurrencyCode;
import io.paycast.events.MoneyMovement;
import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentSnapshot;
import io.paycast.events.PaymentStatus;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.access.PaymentMode;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.ledger.Ledger;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.protocol.UpdateWriter;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.stats.Counters;
import io.paycast.gateway.stats.Counters.Count;
import io.paycast.liveness.Progress;
import io.paycast.net.ClientNetwork;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/**
 * Replays random histories of payments whose orders, amounts, modes and statuses change, with
 * retries and responses from Tabby's API, from random cursors to clients of every kind. Meanwhile
 * more events arrive, and some clients change their filter. Each client must receive what an open
 * socket would have received. The seed alone determines a history.
 */
class ReplaySimulationTest {

    private static final int SEEDS = Integer.getInteger("paycast.seeds", 300);
    private static final int PARTITIONS = 2;
    private static final int PAYMENTS = 3;
    private static final Uuid TOPIC = Uuid.randomUuid();

    private static final List<Entitlement> ENTITLEMENTS =
            List.of(
                    Entitlement.ALL,
                    Entitlement.ofOrders(Set.of("o1")),
                    Entitlement.ofOrders(Set.of("o0", "o2")),
                    new Entitlement(Set.of("o1", "o3"), "ae", PaymentMode.LIVE),
                    new Entitlement(null, "sa", PaymentMode.ANY),
                    new Entitlement(null, null, PaymentMode.LIVE));

    @Test
    void sendsWhatAnOpenSocketWouldHaveReceived() {
        int sent = 0;
        int repeated = 0;
        for (int i = 0; i < SEEDS; i++) {
            long seed = Long.getLong("paycast.seed", new Random().nextLong());
            try {
                var run = new Run(new Random(seed));
                run.replayAndCheck();
                sent += run.client.received.size();
                repeated += run.readsAgain() ? 1 : 0;
            } catch (RuntimeException | AssertionError e) {
                throw new AssertionError("seed " + seed, e);
            }
        }
        assertThat(sent).isGreaterThan(SEEDS);
        assertThat(repeated).isGreaterThan(SEEDS / 20);
    }

    @Test
    void aPaymentThatWasCancelledUnderAnotherOrderStaysCancelled() {
        var run = new Run(new Random(1), Entitlement.ofOrders(Set.of("o1")));
        run.topic.append(0, event("p", CLOSED, "o2", "100.00"));
        run.topic.append(0, event("p", AUTHORIZED, "o1", "100.00"));
        run.replay(new Cursor(TOPIC, new long[] {0, 0}));
        assertThat(run.client.received)
                .singleElement()
                .asString()
                .contains("\"OrderReferenceId\":\"o1\"", "\"Outcome\":\"cancelled\"");
    }

    @Test
    void aRetryOfAnEarlierOrderChangesNothing() {
        var run = new Run(new Random(1), Entitlement.ofOrders(Set.of("o2")));
        run.topic.append(0, event("p", AUTHORIZED, "o1", "100.00"));
        run.topic.append(0, event("p", AUTHORIZED, "o2", "150.00"));
        run.topic.append(0, event("p", AUTHORIZED, "o1", "100.00"));
        run.replay(new Cursor(TOPIC, new long[] {0, 0}));
        assertThat(run.client.received)
                .singleElement()
                .asString()
                .contains("\"OrderReferenceId\":\"o2\"", "\"Amount\":150.00");
    }

    /** The client has seen the first event of the payment, which its filter did not select. */
    @Test
    void anEventBeforeTheCursorCounts() {
        var run = new Run(new Random(1), Entitlement.ofOrders(Set.of("o1")));
        run.topic.append(0, event("p", CLOSED, "o2", "100.00"));
        run.topic.append(0, event("p", AUTHORIZED, "o1", "100.00"));
        run.replay(new Cursor(TOPIC, new long[] {1, 0}));
        assertThat(run.client.received).singleElement().asString().contains("cancelled");
    }

    private static PaymentEvent event(
            String payment, PaymentStatus status, String order, String amount) {
        return PaymentEvent.of(
                "ae",
                Instant.EPOCH,
                snapshot(payment, status, order, new BigDecimal(amount), List.of(), false));
    }

    private static PaymentSnapshot snapshot(
            String payment,
            PaymentStatus status,
            String order,
            BigDecimal amount,
            List<MoneyMovement> captures,
            boolean test) {
        return new PaymentSnapshot(
                payment,
                status,
                amount,
                CurrencyCode.AED,
                order,
                captures,
                List.of(),
                test,
                false,
                null,
                null,
                null);
    }

    private static final class Run {
        final Random random;
        final RecordedTopic topic;
        final Counters counters = new Counters();
        final ReplayClient client;
        private long events;
        private long owed;

        Run(Random random) {
            this(random, ENTITLEMENTS.get(random.nextInt(ENTITLEMENTS.size())));
        }

        Run(Random random, Entitlement entitlement) {
            this.random = random;
            this.topic = new RecordedTopic(PARTITIONS, random);
            this.client = new ReplayClient(entitlement);
        }

        void replayAndCheck() {
            client.interest = anyFilter();
            client.wantsCount = random.nextBoolean();
            append(5 + random.nextInt(25));
            var seen = new long[PARTITIONS];
            for (int partition = 0; partition < PARTITIONS; partition++) {
                seen[partition] = random.nextInt(topic.events(partition).size() + 1);
            }
            if (random.nextInt(3) == 0) {
                client.nextInterest = anyFilter();
                client.changesAt = random.nextInt(40);
            }
            if (random.nextInt(2) == 0) {
                client.meanwhile = () -> append(1 + random.nextInt(8));
            }
            var before = client.interest;
            replay(new Cursor(TOPIC, seen));
            check(before, client.interest, new Cursor(TOPIC, seen));
        }

        private Interest anyFilter() {
            var all = Interest.permitted(client.entitlement);
            return switch (random.nextInt(4)) {
                case 0 -> all.narrowedTo(List.of("o" + random.nextInt(4)), List.of());
                case 1 -> all.narrowedTo(List.of("o2", "o3"), List.of("p00"));
                default -> all;
            };
        }

        private void append(int count) {
            for (int i = 0; i < count; i++) {
                int partition = random.nextInt(PARTITIONS);
                topic.append(partition, anyEvent(partition));
            }
        }

        private PaymentEvent anyEvent(int partition) {
            var receivedAt = Instant.EPOCH.plusMillis(events++);
            var earlier = topic.events(partition);
            if (!earlier.isEmpty() && random.nextInt(3) == 0) {
                var retried = earlier.get(random.nextInt(earlier.size()));
                return PaymentEvent.of(
                        retried.merchantCode(), retried.source(), receivedAt, retried.payment());
            }
            int number = random.nextInt(PAYMENTS);
            var statuses = PaymentStatus.values();
            var amount = new BigDecimal(random.nextBoolean() ? "100.00" : "150.00");
            return PaymentEvent.of(
                    number == 0 ? "sa" : "ae",
                    random.nextInt(8) == 0
                            ? PaymentEvent.Source.RETRIEVE
                            : PaymentEvent.Source.WEBHOOK,
                    receivedAt,
                    snapshot(
                            "p" + partition + number,
                            statuses[random.nextInt(statuses.length)],
                            "o" + (number + random.nextInt(3)) % 4,
                            amount,
                            random.nextInt(3) > 0
                                    ? List.of()
                                    : List.of(new MoneyMovement("c", amount, null, null, null)),
                            random.nextInt(6) == 0));
        }

        void replay(Cursor seen) {
            new Replay(
                            new MissedRecords(topic, counters, new Progress(System::nanoTime)),
                            client,
                            new CursorSeal(new byte[CursorSeal.KEY_BYTES]),
                            Run::ledger,
                            new PaymentBudget(100),
                            new ReplayLimits(
                                    1, 100, 1_000, Duration.ofMinutes(1), Duration.ofHours(1)),
                            ReplayTurn.endless())
                    .run(seen);
            for (int partition = 0; partition < PARTITIONS; partition++) {
                owed += topic.events(partition).size();
            }
        }

        private static Ledger ledger() {
            return new Ledger(
                    Duration.ofHours(1), Integer.MAX_VALUE, System::nanoTime, evicted -> {});
        }

        /** Whether records were read more than once. */
        boolean readsAgain() {
            return counters.get(Count.REPLAY_RECORDS) > owed;
        }

        /** Compares with a ledger that has seen everything. */
        private void check(Interest before, Interest after, Cursor seen) {
            assertThat(client.ending).isEqualTo("resumed");
            int checked = 0;
            for (int partition = 0; partition < PARTITIONS; partition++) {
                var name = "p" + partition;
                var received =
                        client.received.stream()
                                .filter(it -> it.contains("\"PaymentId\":\"" + name))
                                .toList();
                checked += received.size();
                int next = 0;
                var ledger = ledger();
                for (int offset = 0; offset < topic.events(partition).size(); offset++) {
                    var event = topic.events(partition).get(offset);
                    var change = ledger.apply(event);
                    if (change.isEmpty() || offset < seen.nextOffset(partition)) {
                        continue;
                    }
                    var view = change.get().view();
                    var update =
                            json(
                                    new UpdateWriter()
                                            .write(
                                                    view,
                                                    change.get().corrected(),
                                                    event.id(),
                                                    event.receivedAt(),
                                                    ""));
                    if (next < received.size() && received.get(next).equals(update)) {
                        assertThat(before.covers(view) || after.covers(view)).isTrue();
                        next++;
                    } else {
                        assertThat(before.covers(view) && after.covers(view))
                                .as("missed %s, received %s", update, received)
                                .isFalse();
                    }
                }
                assertThat(received.subList(next, received.size())).as("never true").isEmpty();
            }
            assertThat(checked).isEqualTo(client.received.size());
        }
    }

    private static String json(byte[] update) {
        return new String(update, UTF_8).replaceFirst(",\"Cursor\":\"[^\"]*\"", "");
    }

    /** A client that notes the updates, without their cursors. */
    private static final class ReplayClient implements ReplayReceiver {
        final Entitlement entitlement;
        final List<String> received = new ArrayList<>();
        Interest interest;
        Interest nextInterest;
        int changesAt;
        boolean wantsCount = true;
        Runnable meanwhile = () -> {};
        String ending = "";
        private int asked;
        private int handOvers;
        private int missed = -1;

        ReplayClient(Entitlement entitlement) {
            this.entitlement = entitlement;
            this.interest = Interest.permitted(entitlement);
            this.nextInterest = interest;
        }

        @Override
        public ReplayOwner owner() {
            return new ReplayOwner(
                    ClientNetwork.of(InetAddress.getLoopbackAddress()), "client", entitlement);
        }

        @Override
        public boolean wantsCount() {
            return wantsCount;
        }

        @Override
        public Interest interest() {
            if (changesAt > 0 && asked++ == changesAt) {
                interest = nextInterest;
            }
            return interest;
        }

        @Override
        public boolean resumeAtOnce(Cursor seen) {
            return false;
        }

        @Override
        public void begin(int count) {
            assertThat(missed).as("begins once").isNegative();
            missed = count;
        }

        @Override
        public void incomplete() {
            ending = "incomplete";
        }

        @Override
        public boolean send(ByteBuf frames, ReplayTurn turn) {
            assertThat(missed).as("has begun").isNotNegative();
            while (frames.isReadable()) {
                received.add(json(Frames.readNext(frames).payload()));
            }
            frames.release();
            return true;
        }

        /** The journal has moved on at first, while more events arrived. */
        @Override
        public boolean resumeFromJournal(Cursor reached) {
            if (handOvers++ == 0) {
                boolean unchanged = changesAt == 0 || asked <= changesAt;
                if (wantsCount && unchanged) {
                    assertThat(received).hasSize(missed);
                }
                meanwhile.run();
                return false;
            }
            ending = "resumed";
            return true;
        }

        @Override
        public void failed() {
            ending = "failed";
        }
    }
}
