package io.paycast.gateway.protocol;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.paycast.events.CurrencyCode;
import io.paycast.events.PaymentOutcome;
import io.paycast.events.PaymentStatus;
import io.paycast.events.PaymentView;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorSeal;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** The cost of encoding an update: the cursor, the JSON, the frame. */
@State(Scope.Thread)
public class UpdateBenchmark {

    private static final String EVENT_ID = "kD0pF1uYkdJ1cXc2Zq0Yxw";
    private static final Instant RECEIVED = Instant.parse("2026-11-23T13:10:55.123456Z");

    private final CursorSeal seal = new CursorSeal(new byte[CursorSeal.KEY_BYTES]);
    private final Cursor cursor =
            new Cursor(
                    new Uuid(0x1234_5678_9abc_def0L, 0x0fed_cba9_8765_4321L),
                    new long[] {81_234, 79_877, 80_112, 80_500, 81_007, 80_003});
    private final String sealed = seal.seal(cursor);
    private final UpdateWriter writer = new UpdateWriter();
    private final PaymentView view =
            new PaymentView(
                    "ae",
                    "5f9d1f30-7c3a-4f63-9c35-2b8f6f2f8a11",
                    PaymentStatus.AUTHORIZED,
                    new BigDecimal("150.00"),
                    CurrencyCode.AED,
                    "order-2026-00012345",
                    new BigDecimal("100.00"),
                    new BigDecimal("0.00"),
                    PaymentOutcome.SUCCESSFUL,
                    false,
                    List.of("order-2026-00012345"));
    private final ByteBuf memory = Unpooled.directBuffer(1024);

    @Benchmark
    public String seal() {
        return seal.seal(cursor);
    }

    @Benchmark
    public byte[] write() {
        return writer.write(view, false, EVENT_ID, RECEIVED, sealed);
    }

    @Benchmark
    public ByteBuf encode() {
        Frames.writeText(
                memory.clear(), writer.write(view, false, EVENT_ID, RECEIVED, seal.seal(cursor)));
        return memory;
    }
}
