package io.paycast.gateway.feed;

import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import io.paycast.events.PaymentEventCodec.Decoded;
import io.paycast.events.PaymentView;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.Ledger;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.protocol.UpdateWriter;
import io.paycast.gateway.stats.Counters;
import io.paycast.gateway.stats.Counters.Count;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Makes updates of records: decodes each, asks the ledger whether it is news, and if so writes it
 * once into the journal. A record that is no payment event is counted, logged and passed over.
 *
 * <p>Confined to the feed's thread.
 */
public final class Updates {

    private static final Logger LOG = LoggerFactory.getLogger(Updates.class);

    private final PaymentEventCodec codec = new PaymentEventCodec();
    private final UpdateWriter writer = new UpdateWriter();
    private final Ledger ledger;
    private final Journal journal;
    private final CursorSeal seal;
    private final Counters counters;

    public Updates(Ledger ledger, Journal journal, CursorSeal seal, Counters counters) {
        this.ledger = ledger;
        this.journal = journal;
        this.seal = seal;
        this.counters = counters;
    }

    /** Says where in the stream the updates begin. */
    void begin(Cursor start) {
        journal.begin(start);
    }

    /** Takes in a record whose news is to be remembered but is too old to be shown. */
    void warmUp(ConsumerRecord<String, byte[]> message) {
        read(message, (event, view) -> {});
    }

    /** Takes in a record, and puts its news into the journal. */
    void accept(ConsumerRecord<String, byte[]> message) {
        var cursor = journal.headCursor().after(message.partition(), message.offset());
        read(message, (event, view) -> append(message, event, view, cursor));
        journal.skipTo(cursor);
    }

    private void read(
            ConsumerRecord<String, byte[]> message, BiConsumer<PaymentEvent, PaymentView> show) {
        counters.add(Count.RECORDS);
        try {
            switch (codec.decode(message)) {
                case Decoded.Poison(var reason) -> passOver(message, reason);
                case Decoded.Event(var event) ->
                        ledger.apply(event)
                                .ifPresentOrElse(
                                        view -> show.accept(event, view),
                                        () -> counters.add(Count.DUPLICATES));
            }
        } catch (RuntimeException e) {
            // whatever is wrong with one record, the partition goes on
            passOver(message, e.getClass().getSimpleName());
        }
    }

    private void append(
            ConsumerRecord<String, byte[]> message,
            PaymentEvent event,
            PaymentView view,
            Cursor cursor) {
        byte[] json = writer.write(view, event, seal.seal(cursor));
        var receivedAt = event.receivedAt();
        journal.append(
                Frames.textLength(json.length),
                memory -> Frames.writeText(memory, json),
                message.partition(),
                message.offset(),
                cursor,
                receivedAt.getEpochSecond() * 1_000_000 + receivedAt.getNano() / 1_000,
                view.paymentId(),
                view.orderReference());
        counters.add(Count.UPDATES);
    }

    private void passOver(ConsumerRecord<String, byte[]> message, String reason) {
        counters.add(Count.POISON);
        LOG.warn(
                "record passed over topic={} partition={} offset={} reason=\"{}\"",
                message.topic(),
                message.partition(),
                message.offset(),
                reason);
    }
}
