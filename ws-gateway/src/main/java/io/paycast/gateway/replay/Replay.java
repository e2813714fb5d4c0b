package io.paycast.gateway.replay;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import io.paycast.events.PaymentEventCodec.Decoded;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.ledger.Change;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.protocol.UpdateWriter;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.jspecify.annotations.Nullable;

/**
 * Replays to one client what it missed, from its cursor up to the journal. A memory of its own,
 * warmed up with earlier records, recognises repeats. Confined to one thread.
 *
 * <p>If the client asked for the number of missed updates, they are counted before the first is
 * sent. What is owed is kept meanwhile, and only a replay that owes more than that reads twice.
 */
final class Replay {

    private static final int BATCH_BYTES = 64 * 1024;

    /** How much of what is owed is kept while it is counted. */
    private static final int MAX_KEPT_BATCHES = 16;

    private final PaymentEventCodec codec = new PaymentEventCodec();
    private final UpdateWriter writer = new UpdateWriter();
    private final MissedRecords records;
    private final ReplayReceiver receiver;
    private final CursorSeal seal;
    private final Supplier<ReplayMemory> memories;
    private final ReplayLimits limits;

    Replay(
            MissedRecords records,
            ReplayReceiver receiver,
            CursorSeal seal,
            Supplier<ReplayMemory> memories,
            ReplayLimits limits) {
        this.records = records;
        this.receiver = receiver;
        this.seal = seal;
        this.memories = memories;
        this.limits = limits;
    }

    /** Replays everything after a cursor, and returns when the journal has taken over. */
    void run(Cursor seen) {
        if (!records.oldest(seen).isBefore(seen)) {
            receiver.incomplete();
            return;
        }
        var target = records.newest(seen).joinedWith(seen);
        var missed = records.between(seen, target);
        if (isTooMuch(missed)) {
            receiver.incomplete();
            return;
        }
        MissedRecords.Range range;
        try {
            range = records.withWarmUp(seen, target, limits.warmUp());
        } catch (OffsetOutOfRangeException e) {
            receiver.incomplete(); // Kafka has just deleted some of it
            return;
        }
        if (isTooMuch(range)) {
            receiver.incomplete();
        } else if (!receiver.wantsCount() || !replayCounted(range)) {
            replay(range);
        }
    }

    private boolean isTooMuch(MissedRecords.Range range) {
        return receiver.owner().isCustomer() && range.records() > limits.maxCustomerRecords();
    }

    /** Replays in one reading; returns false if that takes two, of which one is done. */
    private boolean replayCounted(MissedRecords.Range range) {
        try (var reading = new Reading(range.after(), MAX_KEPT_BATCHES)) {
            try {
                records.read(range, reading);
            } catch (OffsetOutOfRangeException e) {
                receiver.incomplete();
                return true;
            }
            receiver.begin(reading.missed);
            if (reading.isCountingOnly()) {
                return false;
            }
            reading.sendFromNow();
            finish(reading, range.upTo());
            return true;
        }
    }

    private void replay(MissedRecords.Range range) {
        try (var reading = new Reading(range.after(), 0)) {
            if (!receiver.wantsCount()) {
                receiver.begin(0);
            }
            records.read(range, reading);
            finish(reading, range.upTo());
        }
    }

    /** Sends what is left, and what came meanwhile, until the journal takes over. */
    private void finish(Reading reading, Cursor readUpTo) {
        var reached = readUpTo;
        while (reading.flush() && !receiver.resumeFromJournal(reached)) {
            var target = records.newest(reached).joinedWith(reached);
            records.read(records.between(reached, target), reading);
            reached = target;
        }
    }

    /** Finds the updates that the client has missed, and keeps or sends their frames. */
    private final class Reading implements MissedRecords.Reader, AutoCloseable {

        private final ReplayMemory memory = memories.get();
        private final Queue<ByteBuf> kept = new ArrayDeque<>();
        private int maxKept;
        private boolean counting;
        private int missed;
        private Cursor reached;
        private @Nullable ByteBuf batch;
        private boolean disconnected;

        /**
         * @param maxKept how many full batches are kept; 0 to send each at once
         */
        Reading(Cursor after, int maxKept) {
            this.reached = after;
            this.maxKept = maxKept;
        }

        /** Whether more was missed than is kept, so that it was only counted. */
        boolean isCountingOnly() {
            return counting;
        }

        void sendFromNow() {
            maxKept = 0;
        }

        @Override
        public void onKnown(ConsumerRecord<String, byte[]> message) {
            event(message).ifPresent(event -> memory.apply(event, receiver.interest()));
        }

        @Override
        public boolean onMissed(ConsumerRecord<String, byte[]> message) {
            reached = reached.after(message.partition(), message.offset());
            var event = event(message);
            var change = event.flatMap(it -> memory.apply(it, receiver.interest()));
            return change.isEmpty() || onUpdate(change.get(), event.get());
        }

        private boolean onUpdate(Change change, PaymentEvent event) {
            missed++;
            if (counting) {
                return true;
            }
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
                            seal.seal(reached)));
            return batch.readableBytes() < BATCH_BYTES || onFullBatch(batch);
        }

        private boolean onFullBatch(ByteBuf full) {
            if (maxKept == 0) {
                return flush();
            }
            batch = null;
            kept.add(full);
            if (kept.size() > maxKept) {
                counting = true;
                releaseAll();
            }
            return true;
        }

        /** Sends the frames that are kept; returns false if the client has disconnected. */
        boolean flush() {
            if (batch != null) {
                kept.add(batch);
                batch = null;
            }
            while (!disconnected && !kept.isEmpty()) {
                disconnected = !receiver.send(kept.remove());
            }
            return !disconnected;
        }

        private Optional<PaymentEvent> event(ConsumerRecord<String, byte[]> message) {
            return switch (codec.decode(message)) {
                case Decoded.Event(var event) -> Optional.of(event);
                case Decoded.Poison poison -> Optional.empty();
            };
        }

        private void releaseAll() {
            kept.forEach(ByteBuf::release);
            kept.clear();
            if (batch != null) {
                batch.release();
                batch = null;
            }
        }

        @Override
        public void close() {
            releaseAll();
            memory.close();
        }
    }
}
