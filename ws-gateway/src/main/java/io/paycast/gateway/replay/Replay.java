package io.paycast.gateway.replay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import io.paycast.events.PaymentEventCodec.Decoded;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.ledger.Change;
import io.paycast.gateway.ledger.Ledger;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.protocol.UpdateWriter;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * Replays to one client what it missed, from its cursor up to the journal. It counts the missed
 * updates if the client asked for the number, then sends them. A ledger of its own, warmed up with
 * earlier records, recognises repeats. Confined to one thread.
 */
final class Replay {

    private static final int BATCH_BYTES = 64 * 1024;

    private final PaymentEventCodec codec = new PaymentEventCodec();
    private final UpdateWriter writer = new UpdateWriter();
    private final MissedRecords records;
    private final ReplayReceiver receiver;
    private final CursorSeal seal;
    private final Supplier<Ledger> ledgers;
    private final Duration warmUp;

    Replay(
            MissedRecords records,
            ReplayReceiver receiver,
            CursorSeal seal,
            Supplier<Ledger> ledgers,
            Duration warmUp) {
        this.records = records;
        this.receiver = receiver;
        this.seal = seal;
        this.ledgers = ledgers;
        this.warmUp = warmUp;
    }

    /** Replays everything after a cursor, and returns when the journal has taken over. */
    void run(Cursor seen) {
        var oldest = records.oldest(seen);
        if (!oldest.isBefore(seen)) {
            receiver.incomplete(oldest);
            return;
        }
        var reached = seen;
        var target = records.newest(seen).joinedWith(seen);
        receiver.begin(receiver.wantsCount() ? count(seen, target) : 0);
        while (send(reached, target)) {
            if (receiver.resumeFromJournal(target)) {
                return;
            }
            reached = target;
            target = records.newest(seen).joinedWith(target);
        }
    }

    private int count(Cursor after, Cursor upTo) {
        var counter =
                new Reading(after) {
                    int missed;

                    @Override
                    boolean onUpdate(Change change, PaymentEvent event) {
                        missed++;
                        return true;
                    }
                };
        records.read(after, upTo, warmUp, counter);
        return counter.missed;
    }

    /** Sends the missed updates; returns false if the client has disconnected. */
    private boolean send(Cursor after, Cursor upTo) {
        var sender = new Sending(after);
        records.read(after, upTo, warmUp, sender);
        return sender.finish();
    }

    /** Reads records, and finds the updates among them that are new and covered by the interest. */
    private abstract class Reading implements MissedRecords.Reader {
        private final Ledger ledger = ledgers.get();
        private Cursor reached;

        Reading(Cursor after) {
            this.reached = after;
        }

        abstract boolean onUpdate(Change change, PaymentEvent event);

        Cursor reached() {
            return reached;
        }

        @Override
        public void onKnown(ConsumerRecord<String, byte[]> message) {
            event(message).ifPresent(ledger::apply);
        }

        @Override
        public boolean onMissed(ConsumerRecord<String, byte[]> message) {
            reached = reached.after(message.partition(), message.offset());
            var event = event(message);
            var change = event.flatMap(ledger::apply);
            return change.isEmpty()
                    || !receiver.interest().covers(change.get().view())
                    || onUpdate(change.get(), event.get());
        }

        private Optional<PaymentEvent> event(ConsumerRecord<String, byte[]> message) {
            return switch (codec.decode(message)) {
                case Decoded.Event(var event) -> Optional.of(event);
                case Decoded.Poison poison -> Optional.empty();
            };
        }
    }

    private final class Sending extends Reading {
        private @Nullable ByteBuf batch;
        private boolean disconnected;

        Sending(Cursor after) {
            super(after);
        }

        @Override
        boolean onUpdate(Change change, PaymentEvent event) {
            if (batch == null) {
                batch = Unpooled.directBuffer(BATCH_BYTES);
            }
            Frames.writeText(
                    batch,
                    writer.write(
                            change.view(),
                            change.corrected(),
                            event.id(),
                            event.receivedAt(),
                            seal.seal(reached())));
            return batch.readableBytes() < BATCH_BYTES || finish();
        }

        /** Sends the frames collected so far; returns false if the client has disconnected. */
        boolean finish() {
            if (batch != null) {
                disconnected = !receiver.send(batch) || disconnected;
                batch = null;
            }
            return !disconnected;
        }
    }
}
