package io.paycast.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class PendingJournalTest {

    private static final int OVERHEAD = 96;
    private static final int STEPS = 5_000;

    private final PendingJournal pending = new PendingJournal();

    static List<Long> seeds() {
        return new Random().longs(10).boxed().toList();
    }

    private record Write(long position, int bytes) {}

    @Test
    void nothingIsPendingOnceAllIsTaken() {
        pending.add(500, 10, 0);
        assertThat(pending.oldest(10 + OVERHEAD)).isEqualTo(500);
        assertThat(pending.oldest(0)).isEqualTo(Long.MAX_VALUE);
    }

    /** The channel is simulated with all its writes; replies are written in between. */
    @ParameterizedTest
    @MethodSource("seeds")
    void namesNoPositionAfterOneThatIsPendingAndFollowsAClientThatReads(long seed) {
        var random = new Random(seed);
        var channel = new ArrayDeque<Write>();
        long position = 0;
        long pendingBytes = 0;
        for (int step = 0; step < STEPS; step++) {
            if (random.nextBoolean() && channel.size() < 50) {
                int bytes = 1 + random.nextInt(1_000);
                boolean reply = random.nextInt(10) == 0;
                if (!reply) {
                    pending.add(position, bytes, pendingBytes);
                }
                channel.add(new Write(reply ? Long.MAX_VALUE : position, bytes));
                position += reply ? 0 : bytes + random.nextInt(5_000);
                pendingBytes += bytes + OVERHEAD;
            } else if (!channel.isEmpty() && random.nextInt(3) > 0) {
                pendingBytes -= channel.remove().bytes() + OVERHEAD;
            }
            long oldest = channel.stream().mapToLong(Write::position).min().orElse(Long.MAX_VALUE);
            assertThat(pending.oldest(pendingBytes))
                    .as("seed %d", seed)
                    .isLessThanOrEqualTo(oldest);
        }
        while (channel.size() > 1) {
            pendingBytes -= channel.remove().bytes() + OVERHEAD;
        }
        // two more writes than are pending: the position follows, although the channel never
        // empties
        for (int i = 0; i < 200; i++) {
            pending.add(position, 100, pendingBytes);
            channel.add(new Write(position, 100));
            position += 100;
            pendingBytes += 100 + OVERHEAD;
            pendingBytes -= channel.remove().bytes() + OVERHEAD;
        }
        assertThat(position - pending.oldest(pendingBytes)).as("seed %d", seed).isLessThan(5_000);
    }
}
