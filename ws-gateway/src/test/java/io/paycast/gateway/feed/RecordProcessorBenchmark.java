package io.paycast.gateway.feed;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.events.CurrencyCode;
import io.paycast.events.MoneyMovement;
import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import io.paycast.events.PaymentSnapshot;
import io.paycast.events.PaymentStatus;
import io.paycast.events.Topics;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.Ledger;
import io.paycast.gateway.ledger.OrderSnapshots;
import io.paycast.gateway.stats.Counters;
import java.math.BigDecimal;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/**
 * The cost of processing a record, from its bytes to its frame in the journal. Each record captures
 * more of one of 10,000 payments, as in the bench.
 */
@State(Scope.Thread)
public class RecordProcessorBenchmark {

    public static final int PAYMENTS = 10_000;

    private static final int PARTITIONS = 6;
    private static final String CAPTURED = "1000000000000000.00";
    private static final Instant CREATED = Instant.parse("2026-11-23T13:08:54Z");

    private final PaymentEventCodec codec = new PaymentEventCodec();
    private final Journal journal = new Journal(64 << 20, 1 << 20);
    private final OrderSnapshots snapshots = new OrderSnapshots();
    private final RecordProcessor processor =
            new RecordProcessor(
                    new Ledger(Duration.ofHours(1), 250_000, System::nanoTime, snapshots::remove),
                    snapshots,
                    journal,
                    new CursorSeal(new byte[CursorSeal.KEY_BYTES]),
                    new Counters());
    private final List<Sent> records =
            IntStream.range(0, PAYMENTS).mapToObj(i -> sent(event(i))).toList();
    private long taken;

    /** A record's bytes, and the position of the growing amount in them. */
    private record Sent(ProducerRecord<String, byte[]> message, int amountEnd) {}

    public RecordProcessorBenchmark() {
        var start = new Cursor(Uuid.ONE_UUID, new long[PARTITIONS]);
        processor.begin(start, start);
    }

    @Benchmark
    public long news() {
        processor.accept(next());
        return journal.head();
    }

    @Benchmark
    public long duplicate() {
        processor.accept(received(records.getFirst(), 0, taken++));
        return journal.head();
    }

    @TearDown
    public void close() {
        journal.close();
    }

    private ConsumerRecord<String, byte[]> next() {
        int payment = (int) (taken % PAYMENTS);
        var sent = records.get(payment);
        long digits = ++taken;
        for (int at = sent.amountEnd; digits > 0; at--) {
            if (sent.message.value()[at] != '.') {
                sent.message.value()[at] = (byte) ('0' + digits % 10);
                digits /= 10;
            }
        }
        return received(sent, payment % PARTITIONS, taken);
    }

    /** A record as the consumer returns it, with undecoded headers. */
    private static ConsumerRecord<String, byte[]> received(Sent sent, int partition, long offset) {
        var message =
                new ConsumerRecord<>(
                        Topics.PAYMENT_EVENTS,
                        partition,
                        offset,
                        sent.message.key(),
                        sent.message.value());
        for (var header : sent.message.headers()) {
            message.headers()
                    .add(
                            new RecordHeader(
                                    ByteBuffer.wrap(header.key().getBytes(UTF_8)),
                                    ByteBuffer.wrap(header.value())));
        }
        return message;
    }

    private Sent sent(PaymentEvent event) {
        var message =
                codec.encode(event, "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01");
        int amountAt = new String(message.value(), UTF_8).indexOf(CAPTURED);
        return new Sent(message, amountAt + CAPTURED.length() - 1);
    }

    private static PaymentEvent event(int number) {
        return PaymentEvent.of(
                "ae",
                CREATED.plusSeconds(121).plusNanos(123_456_000),
                new PaymentSnapshot(
                        "5f9d1f30-7c3a-4f63-9c35-%012d".formatted(number),
                        PaymentStatus.AUTHORIZED,
                        new BigDecimal("150.00"),
                        CurrencyCode.AED,
                        "order-2026-%08d".formatted(number),
                        List.of(
                                new MoneyMovement(
                                        "c",
                                        new BigDecimal(CAPTURED),
                                        CREATED.plusSeconds(120),
                                        "r",
                                        null)),
                        List.of(),
                        false,
                        false,
                        CREATED,
                        CREATED.plusSeconds(1200),
                        null));
    }
}
