package io.paycast.gateway.feed;

import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import io.paycast.events.PaymentEventCodec.Decoded;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.Change;
import io.paycast.gateway.ledger.LatestUpdate;
import io.paycast.gateway.ledger.Ledger;
import io.paycast.gateway.ledger.OrderSnapshots;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.protocol.UpdateWriter;
import io.paycast.gateway.stats.Counters;
import io.paycast.gateway.stats.Counters.Count;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns records into updates: decodes each, merges it into the ledger and, if clients see a change,
 * encodes it once into the journal. A record that is not a payment event is counted, logged and
 * skipped.
 *
 * <p>Confined to the feed's thread.
 */
public final class RecordProcessor {

    private static final Logger LOG = LoggerFactory.getLogger(RecordProcessor.class);

    private final PaymentEventCodec codec = new PaymentEventCodec();
    private final UpdateWriter writer = new UpdateWriter();
    private final Ledger ledger;
    private final OrderSnapshots snapshots;
    private final Journal journal;
    private final CursorSeal seal;
    private final Counters counters;
    private Cursor warmUpCursor = new Cursor(Uuid.ZERO_UUID, new long[0]);
    private long warmUpPosition = Long.MIN_VALUE;

    /**
     * @param snapshots receives each update before the journal does
     */
    public RecordProcessor(
            Ledger ledger,
            OrderSnapshots snapshots,
            Journal journal,
            CursorSeal seal,
            Counters counters) {
        this.ledger = ledger;
        this.snapshots = snapshots;
        this.journal = journal;
        this.seal = seal;
        this.counters = counters;
    }

    /**
     * Sets where in the stream the records begin, also in a topic that replaced another.
     *
     * @param warmUp the position of the first record that is only remembered
     * @param start the position of the first record that is shown
     */
    void begin(Cursor warmUp, Cursor start) {
        warmUpCursor = warmUp;
        journal.begin(start);
    }

    /** Counts that the topic was replaced by another. */
    void topicReplaced() {
        counters.add(Count.TOPIC_REPLACEMENTS);
    }

    /** Continues at a position after records that Kafka lost before they were read. */
    void skipLost(Cursor start) {
        counters.add(Count.RECORD_GAPS);
        journal.skipLost(start);
    }

    /** Processes a record that is remembered but too old to be shown. */
    void warmUp(ConsumerRecord<String, byte[]> message) {
        var before = warmUpCursor;
        long position = warmUpPosition++;
        read(message, (event, change) -> updateSnapshot(event, change, before, message, position));
        warmUpCursor = before.after(message.partition(), message.offset());
    }

    /** Processes a record and appends its change, if any, to the journal. */
    void accept(ConsumerRecord<String, byte[]> message) {
        var cursor = journal.headCursor().after(message.partition(), message.offset());
        read(message, (event, change) -> append(message, event, change, cursor));
        journal.skipTo(cursor);
    }

    private void read(
            ConsumerRecord<String, byte[]> message, BiConsumer<PaymentEvent, Change> show) {
        counters.add(Count.RECORDS);
        try {
            switch (codec.decode(message)) {
                case Decoded.Poison(var reason) -> skip(message, reason);
                case Decoded.Event(var event) ->
                        ledger.apply(event)
                                .ifPresentOrElse(
                                        change -> show.accept(event, change),
                                        () -> counters.add(Count.DUPLICATES));
            }
        } catch (RuntimeException e) {
            // One faulty record must not stop the partition.
            skip(message, e.getClass().getSimpleName());
        }
    }

    private void append(
            ConsumerRecord<String, byte[]> message,
            PaymentEvent event,
            Change change,
            Cursor cursor) {
        var view = change.view();
        var receivedAt = event.receivedAt();
        byte[] json =
                writer.write(view, change.corrected(), event.id(), receivedAt, seal.seal(cursor));
        updateSnapshot(event, change, journal.headCursor(), message, journal.head());
        journal.append(
                Frames.textLength(json.length),
                memory -> Frames.writeText(memory, json),
                message.partition(),
                message.offset(),
                cursor,
                receivedAt.getEpochSecond() * 1_000_000 + receivedAt.getNano() / 1_000,
                view.paymentId(),
                view.orderReferences(),
                view.merchantCode(),
                view.test());
        counters.add(Count.UPDATES);
    }

    private void updateSnapshot(
            PaymentEvent event,
            Change change,
            Cursor before,
            ConsumerRecord<String, byte[]> message,
            long position) {
        var latest =
                new LatestUpdate(
                        change.view(),
                        change.corrected(),
                        event.id(),
                        event.receivedAt(),
                        before,
                        message.partition(),
                        message.offset(),
                        position);
        if (change.first()) {
            snapshots.add(latest);
        } else {
            snapshots.replace(latest);
        }
    }

    private void skip(ConsumerRecord<String, byte[]> message, String reason) {
        counters.add(Count.POISON);
        LOG.warn(
                "record skipped topic={} partition={} offset={} reason=\"{}\"",
                message.topic(),
                message.partition(),
                message.offset(),
                reason);
    }
}
