package io.paycast.gateway.connect;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.session.Session;
import java.util.Random;
import java.util.concurrent.CompletableFuture;

/** Replays to one session from its cursor up to the journal, one batch per step. */
final class SimulatedReplay {

    private static final int BATCH = 4;

    private final SimulatedTopic topic;
    private final Random random;
    private final SimulatedGateway gateway;
    private final Session session;
    private Cursor reached;
    private Cursor goal;
    private boolean begun;
    private CompletableFuture<Boolean> taken = CompletableFuture.completedFuture(true);

    SimulatedReplay(
            SimulatedTopic topic,
            Random random,
            SimulatedGateway gateway,
            Session session,
            Cursor seen) {
        this.topic = topic;
        this.random = random;
        this.gateway = gateway;
        this.session = session;
        this.reached = seen;
        this.goal = topic.end();
    }

    /** Whether it begins, which happens once. */
    boolean begins() {
        boolean first = !begun;
        begun = true;
        return first;
    }

    /** Whether Kafka has lost what it is to read, or what the client has seen. */
    boolean fails() {
        return random.nextInt(4) == 0;
    }

    /** Sends a batch; returns true when the journal has taken over. */
    boolean goOn() {
        if (!taken.isDone()) {
            return false;
        }
        if (!taken.join()) {
            return true;
        }
        var batch = Unpooled.buffer();
        for (int i = 0; i < BATCH && !goal.isBefore(reached); i++) {
            readOne(batch);
        }
        if (batch.isReadable()) {
            taken = session.sendReplayed(batch);
            return false;
        }
        batch.release();
        return goal.isBefore(reached) && handOver();
    }

    private void readOne(ByteBuf batch) {
        int partition = random.nextInt(SimulatedTopic.PARTITIONS);
        long offset = reached.nextOffset(partition);
        if (offset < goal.nextOffset(partition)) {
            var update = topic.at(partition, (int) offset);
            reached = reached.after(partition, offset);
            if (update.isFor(session.interest())) {
                Frames.writeText(batch, SimulatedGateway.frame(update, reached));
            }
        }
    }

    private boolean handOver() {
        var position = gateway.journal().positionBefore(goal);
        if (position.isPresent()) {
            session.resumeAfterReplay(position.getAsLong(), goal);
            return true;
        }
        goal = topic.end().joinedWith(goal);
        return false;
    }
}
