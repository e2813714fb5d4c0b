package io.paycast.gateway.connect;

import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.session.Interest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.function.Consumer;
import org.apache.kafka.common.Uuid;

/** A simulated topic: the updates of each partition. */
final class SimulatedTopic {

    static final int PARTITIONS = 3;
    static final int ORDERS = 4;

    /** The payments of each partition; the last one is in test mode. */
    static final int PAYMENTS = 3;

    /** Both number their orders alike. */
    static final List<String> MERCHANTS = List.of("ae", "sa");

    static final Uuid ID = Uuid.randomUuid();

    private final List<List<Update>> partitions = new ArrayList<>();
    private final Map<String, List<String>> orders = new HashMap<>();

    /**
     * One record.
     *
     * @param orders all that the payment has had so far
     * @param news whether it changes the payment; a repeat does not
     */
    record Update(
            int partition,
            int offset,
            String payment,
            List<String> orders,
            String merchant,
            boolean test,
            boolean news) {

        /** Whether a client with this interest is sent it. */
        boolean isFor(Interest interest) {
            return news && interest.covers(payment, orders, merchant, test);
        }

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
        int number = random.nextInt(PAYMENTS);
        var payment = "p" + partition + number;
        boolean news = random.nextInt(4) > 0;
        updates.add(
                new Update(
                        partition,
                        updates.size(),
                        payment,
                        news ? ordersOf(payment, partition + number, random) : List.of(),
                        MERCHANTS.get(number % MERCHANTS.size()),
                        number == PAYMENTS - 1,
                        news));
    }

    /** Each payment has one order at first, and some get another. */
    private List<String> ordersOf(String payment, int number, Random random) {
        var first = "o" + number % ORDERS;
        var known = orders.getOrDefault(payment, List.of(first));
        if (known.size() == 1 && random.nextInt(8) == 0) {
            known = List.of(first, "o" + (number + 1) % ORDERS);
        }
        orders.put(payment, known);
        return known;
    }

    boolean has(int partition, int offset) {
        return offset < partitions.get(partition).size();
    }

    /** Whether a later update of the same payment lies before a cursor. */
    boolean isSuperseded(Update update, Cursor before) {
        return partitions.get(update.partition()).stream()
                .skip(update.offset() + 1)
                .takeWhile(later -> later.offset() < before.nextOffset(update.partition()))
                .anyMatch(later -> later.news() && later.payment().equals(update.payment()));
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
