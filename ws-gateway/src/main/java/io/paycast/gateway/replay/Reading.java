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
import io.paycast.gateway.session.Interest;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Queue;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/**
 * One reading of a replay: finds the updates that the client has missed, and keeps or sends their
 * frames. Confined to one thread.
 */
final class Reading implements MissedRecords.Reader, AutoCloseable {

    private static final int BATCH_BYTES = 64 * 1024;

    /** How much of what is owed is kept while it is counted. */
    private static final int MAX_KEPT_BATCHES = 16;

    private final PaymentEventCodec codec = new PaymentEventCodec();
    private final UpdateWriter writer = new UpdateWriter();
    private final ReplayReceiver receiver;
    private final ReplayTurn turn;
    private final CursorSeal seal;
    private final ReplayMemory memory;
    private final Interest interest;
    private final Queue<Batch> kept = new ArrayDeque<>();
    private Cursor reached;
    private Cursor sentUpTo;
    private boolean keeping;
    private boolean counting;
    private boolean outdated;
    private int missed;
    private @Nullable ByteBuf batch;
    private boolean disconnected;

    /**
     * Frames that are kept until they are sent.
     *
     * @param upTo the cursor after the record of the last one
     */
    private record Batch(ByteBuf frames, Cursor upTo) {}

    /**
     * @param interest which updates to find
     * @param after the client's cursor
     * @param keeping whether to keep the frames, and to read on if another reading is needed
     */
    Reading(
            ReplayReceiver receiver,
            ReplayTurn turn,
            CursorSeal seal,
            ReplayMemory memory,
            Interest interest,
            Cursor after,
            boolean keeping) {
        this.receiver = receiver;
        this.turn = turn;
        this.seal = seal;
        this.memory = memory;
        this.interest = interest;
        this.reached = after;
        this.sentUpTo = after;
        this.keeping = keeping;
    }

    /** Whether another reading is needed, because what this one finds is false or outdated. */
    boolean mustBeRepeated() {
        return outdated || memory.isIncomplete();
    }

    /** Whether more was missed than is kept, so that it was only counted. */
    boolean isCountingOnly() {
        return counting;
    }

    /** How many updates were missed. */
    int missed() {
        return missed;
    }

    /** The cursor after the last record that counts. */
    Cursor reached() {
        return reached;
    }

    void sendFromNow() {
        keeping = false;
    }

    @Override
    public void onKnown(ConsumerRecord<String, byte[]> message) {
        event(message).ifPresent(memory::apply);
    }

    @Override
    public boolean onMissed(ConsumerRecord<String, byte[]> message) {
        if (isOutdated()) {
            return false;
        }
        var event = event(message);
        var change = event.flatMap(memory::apply);
        if (memory.isIncomplete() && !keeping) {
            return false;
        }
        reached = reached.after(message.partition(), message.offset());
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
        if (!keeping) {
            return flush();
        }
        batch = null;
        kept.add(new Batch(full, reached));
        if (kept.size() > MAX_KEPT_BATCHES) {
            counting = true;
            releaseAll();
        }
        return true;
    }

    /**
     * Sends the frames that are kept, until the client's filter or token changes: another reading
     * finds the rest again. Returns false if the client has disconnected.
     */
    boolean flush() {
        if (batch != null) {
            kept.add(new Batch(batch, reached));
            batch = null;
        }
        while (!disconnected && !kept.isEmpty()) {
            if (isOutdated()) {
                releaseAll();
                reached = sentUpTo;
                return true;
            }
            var next = kept.remove();
            disconnected = !receiver.send(next.frames(), turn);
            sentUpTo = next.upTo();
        }
        return !disconnected;
    }

    /** Not equal but the same: a filter or token that is new may be as good as the old one. */
    private boolean isOutdated() {
        outdated |= receiver.interest() != interest;
        return outdated;
    }

    private Optional<PaymentEvent> event(ConsumerRecord<String, byte[]> message) {
        return switch (codec.decode(message)) {
            case Decoded.Event(var event) -> Optional.of(event);
            case Decoded.Poison poison -> Optional.empty();
        };
    }

    private void releaseAll() {
        kept.forEach(unsent -> unsent.frames().release());
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
