package io.paycast.gateway.connect;

import io.paycast.gateway.cursor.Cursor;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;

/** A simulated topic: the updates of each partition. */
final class SimulatedTopic {

    static final int PARTITIONS = 3;
    static final int ORDERS = 4;
    static final Uuid ID = Uuid.randomUuid();

    private final List<List<Update>> partitions = new ArrayList<>();

    /**
     * One record.
     *
     * @param news whether it changes the payment; a repeat does not
     */
    record Update(int partition, int offset, String payment, List<String> orders, boolean news) {
        String text() {
            return partition + ":" + offset + "#".repeat(offset * 7 % 40);
        }
    }

    SimulatedTopic() {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            partitions.add(new ArrayList<>());
        }
    }

    void append(Random random) {
        int partition = random.nextInt(PARTITIONS);
        var updates = partitions.get(partition);
        int number = random.nextInt(3);
        updates.add(
                new Update(
                        partition,
                        updates.size(),
                        "p" + partition + number,
                        orders(partition + number, random),
                        random.nextInt(4) > 0));
    }

    /** Most payments belong to one order; some have had another before. */
    private static List<String> orders(int number, Random random) {
        var order = "o" + number % ORDERS;
        return random.nextInt(4) > 0 ? List.of(order) : List.of("o" + (number + 1) % ORDERS, order);
    }

    boolean has(int partition, int offset) {
        return offset < partitions.get(partition).size();
    }

    Update at(int partition, int offset) {
        return partitions.get(partition).get(offset);
    }

    /** The cursor of a client that has seen everything. */
    Cursor end() {
        var next = new long[PARTITIONS];
        for (int partition = 0; partition < PARTITIONS; partition++) {
            next[partition] = partitions.get(partition).size();
        }
        return new Cursor(ID, next);
    }

    /** Visits the updates between two cursors, partition by partition. */
    void between(Cursor after, Cursor upTo, Consumer<Update> action) {
        for (int partition = 0; partition < PARTITIONS; partition++) {
            for (long offset = after.nextOffset(partition);
                    offset < upTo.nextOffset(partition);
                    offset++) {
                action.accept(at(partition, (int) offset));
            }
        }
    }
}
