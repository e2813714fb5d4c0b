package io.paycast.gateway.journal;

import io.paycast.gateway.cursor.Cursor;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** Measures appending a frame to a full journal. */
@State(Scope.Thread)
public class JournalBenchmark {

    private static final int MEBIBYTE = 1 << 20;

    private final Journal journal = new Journal(64 * MEBIBYTE, MEBIBYTE);
    private final byte[] frame = new byte[420];
    private Cursor cursor = new Cursor(Uuid.ONE_UUID, new long[6]);
    private long offset;

    private final List<String> orders = List.of("order-2026-00012345");

    @Benchmark
    public long append() {
        cursor = cursor.after(3, offset);
        journal.append(
                frame.length,
                memory -> memory.writeBytes(frame),
                3,
                offset++,
                cursor,
                0,
                "5f9d1f30-7c3a-4f63-9c35-2b8f6f2f8a11",
                orders,
                "ae",
                false);
        return journal.head();
    }

    @TearDown
    public void close() {
        journal.close();
    }
}
