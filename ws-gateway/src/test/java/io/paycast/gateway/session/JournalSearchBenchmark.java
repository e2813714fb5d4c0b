package io.paycast.gateway.session;

import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.access.PaymentMode;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Journal;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.apache.kafka.common.Uuid;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Measures what a client costs that rewinds or resumes in a full journal with a filter. */
@State(Scope.Thread)
public class JournalSearchBenchmark {

    /** A full journal of the default size. */
    static final int ENTRIES = 64 * 2_496;

    private static final int FRAME = 420;

    private final Journal journal = new Journal(64 << 20, 1 << 20);
    private final Cursor start = new Cursor(Uuid.ONE_UUID, new long[6]);
    private Interest interest = Interest.permitted(Entitlement.ALL);

    /** What the client asks for. */
    public enum Filter {
        CUSTOMER,
        TEST_MODE,
        UNKNOWN_64,
        UNKNOWN_1000;

        private Interest interest() {
            return switch (this) {
                case CUSTOMER -> Interest.permitted(Entitlement.ofOrders(Set.of(order(70_000))));
                case TEST_MODE -> Interest.of(Entitlement.ALL, PaymentMode.TEST).orElseThrow();
                case UNKNOWN_64 ->
                        Interest.permitted(Entitlement.ALL).narrowedTo(unknown(64), List.of());
                case UNKNOWN_1000 ->
                        Interest.permitted(Entitlement.ALL).narrowedTo(unknown(1_000), List.of());
            };
        }
    }

    /** What the client asks for. */
    @Param Filter filter = Filter.CUSTOMER;

    private static List<String> unknown(int count) {
        return IntStream.range(0, count).mapToObj("unknown-%d"::formatted).toList();
    }

    private static String order(int number) {
        return "order-2026-%08d".formatted(number);
    }

    /** Fills the journal: two updates per payment, one of 100 payments in test mode. */
    @Setup
    public void fill() {
        interest = filter.interest();
        journal.begin(start);
        var cursor = start;
        byte[] frame = new byte[FRAME];
        for (int i = 0; i < ENTRIES; i++) {
            cursor = cursor.after(i % 6, i / 6);
            journal.append(
                    FRAME,
                    memory -> memory.writeBytes(frame),
                    i % 6,
                    i / 6,
                    cursor,
                    0,
                    "5f9d1f30-7c3a-4f63-9c35-%012d".formatted(i / 2),
                    List.of(order(i / 2)),
                    "ae",
                    i / 2 % 100 == 0);
        }
    }

    @Benchmark
    public long rewind() {
        return journal.last(1_000, journal.head(), interest.selection()).position();
    }

    @Benchmark
    public int count() {
        return journal.countAfter(start, journal.tail(), journal.head(), interest.selection());
    }

    /** The reference: visits every entry. */
    @Benchmark
    public int scan() {
        int[] count = new int[1];
        journal.forEach(
                journal.tail(),
                journal.head(),
                entry -> {
                    if (interest.covers(entry)) {
                        count[0]++;
                    }
                    return true;
                });
        return count[0];
    }

    @TearDown
    public void close() {
        journal.close();
    }
}
