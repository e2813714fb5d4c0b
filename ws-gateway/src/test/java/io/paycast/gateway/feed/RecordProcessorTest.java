package io.paycast.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.CurrencyCode;
import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import io.paycast.events.PaymentSnapshot;
import io.paycast.events.PaymentStatus;
import io.paycast.events.Topics;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.LatestUpdate;
import io.paycast.gateway.ledger.Ledger;
import io.paycast.gateway.ledger.OrderSnapshots;
import io.paycast.gateway.stats.Counters;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class RecordProcessorTest {

    private static final Uuid TOPIC = Uuid.randomUuid();

    private final Journal journal = new Journal(1 << 20, 1 << 16);
    private final OrderSnapshots snapshots = new OrderSnapshots();
    private final RecordProcessor processor = processorFor(journal, snapshots);

    static RecordProcessor processorFor(Journal journal, OrderSnapshots snapshots) {
        return new RecordProcessor(
                new Ledger(Duration.ofHours(1), 10, System::nanoTime, snapshots::remove),
                snapshots,
                journal,
                new CursorSeal(new byte[CursorSeal.KEY_BYTES]),
                new Counters());
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void keepsSnapshotsOfUpdatesThatAreTooOldToShow() {
        processor.begin(cursor(5, 9), cursor(7, 9));
        processor.warmUp(message(0, 5, "early", PaymentStatus.AUTHORIZED));
        processor.warmUp(message(0, 6, "early", PaymentStatus.CLOSED));

        assertThat(journal.head()).isZero();
        assertThat(snapshots.of("order-early"))
                .singleElement()
                .satisfies(latest -> {
                    assertThat(latest.view().status()).isEqualTo(PaymentStatus.CLOSED);
                    assertThat(latest.cursor()).isEqualTo(cursor(7, 9));
                    assertThat(latest.position()).isNegative();
                });
    }

    @Test
    void linksASnapshotToItsPositionInTheJournal() {
        processor.begin(cursor(0, 0), cursor(0, 0));
        processor.accept(message(0, 0, "first", PaymentStatus.CLOSED));
        long second = journal.head();
        processor.accept(message(1, 0, "second", PaymentStatus.CLOSED));

        assertThat(snapshots.of("order-second"))
                .singleElement()
                .returns(second, LatestUpdate::position)
                .returns(cursor(1, 1), LatestUpdate::cursor);
    }

    private static Cursor cursor(long... nextOffsets) {
        return new Cursor(TOPIC, nextOffsets);
    }

    private static ConsumerRecord<String, byte[]> message(
            int partition, long offset, String payment, PaymentStatus status) {
        var snapshot =
                new PaymentSnapshot(
                        payment,
                        status,
                        BigDecimal.TEN,
                        CurrencyCode.AED,
                        "order-" + payment,
                        List.of(),
                        List.of(),
                        false,
                        false,
                        null,
                        null,
                        null);
        var event = PaymentEvent.of("ae", Instant.parse("2026-11-23T07:00:00Z"), snapshot);
        var sent = new PaymentEventCodec().encode(event, null);
        var read =
                new ConsumerRecord<>(
                        Topics.PAYMENT_EVENTS, partition, offset, sent.key(), sent.value());
        sent.headers().forEach(header -> read.headers().add(header));
        return read;
    }
}
