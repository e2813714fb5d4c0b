package io.paycast.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class FuzzerTest {

    @Test
    void namesSeedAndInputOfAFailure() {
        assertThatThrownBy(() ->
                        Fuzzer.of(FuzzerTest.class, "self")
                                .run(input -> {
                                    if (input.length > 40) {
                                        throw new IllegalStateException("too long");
                                    }
                                    return input.length;
                                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageMatching("(?s)target self, seed -?\\d+, input .{41,}: too long");
    }

    @Test
    void failsIfTheTargetAllocatesTooMuch() {
        var kept = new ArrayList<byte[]>();
        assertThatThrownBy(() ->
                        Fuzzer.of(FuzzerTest.class, "self")
                                .allocatingAtMost(10_000, 0)
                                .run(input -> {
                                    kept.clear();
                                    kept.add(new byte[100_000]);
                                    return "the same";
                                }))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("allocates 100");
    }

    /** Four characters in a row are out of reach for a search that nothing guides. */
    @Test
    void findsWhatLiesBehindSeveralChecks() {
        var best = new int[1];
        var left = new AtomicInteger(500_000);
        Fuzzer.of(FuzzerTest.class, "self")
                .withInputsOf(64)
                .withSeed(1)
                .run(
                        input -> {
                            int matching = 0;
                            while (matching < Math.min(4, input.length)
                                    && input[matching] == "{\"a\"".charAt(matching)) {
                                matching++;
                            }
                            best[0] = Math.max(best[0], matching);
                            return matching;
                        },
                        () -> best[0] < 4 && left.getAndDecrement() > 0);
        assertThat(best[0]).isEqualTo(4);
    }

    @Test
    void repeatsARunFromItsSeed() {
        assertThat(mutations(7)).isEqualTo(mutations(7)).isNotEqualTo(mutations(8));
    }

    private static List<String> mutations(long seed) {
        var mutator = new Mutator(new Random(seed), List.of(new byte[] {1}), 1_000);
        var pool = List.of(EscapedBytes.parse("one 1"), EscapedBytes.parse("two 22"));
        var made = new ArrayList<String>();
        for (int i = 0; i < 200; i++) {
            made.add(HexFormat.of().formatHex(mutator.mutated(pool)));
        }
        return made;
    }

    @Test
    void writesAnyBytesAndReadsThemBack() {
        var all = new byte[256];
        for (int i = 0; i < all.length; i++) {
            all[i] = (byte) i;
        }
        assertThat(EscapedBytes.parse(EscapedBytes.format(all))).isEqualTo(all);
        assertThat(EscapedBytes.format(all)).matches("[ -~]+");
    }
}
