package io.paycast.events.tabby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.util.Arrays;
import java.util.EnumMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Feeds random bytes to the parser. Each run has its own seed; a failure names it. */
class ParserFuzzTest {

    private static final int ROUNDS = 20_000;

    private final long seed = Long.getLong("paycast.test.seed", System.nanoTime() ^ 0x5DEECE66DL);
    private final Random random = new Random(seed);
    private final TabbyParser parser = new TabbyParser();

    private enum Outcome {
        PAYMENT,
        DISPUTE,
        UNKNOWN,
        INVALID
    }

    @Test
    void refusesRandomBytesWithoutThrowing() {
        for (int i = 0; i < ROUNDS; i++) {
            var body = new byte[random.nextInt(200)];
            random.nextBytes(body);
            assertThat(parse(body)).isEqualTo(Outcome.INVALID);
        }
    }

    @Test
    void parsesMutatedSamplesWithoutThrowing() {
        var samples =
                new byte[][] {
                    Samples.bytes(Samples.DOCUMENTED_PAYMENT),
                    Samples.bytes(Samples.DOCUMENTED_DISPUTE),
                    Samples.bytes(Samples.PAYMENT)
                };
        Map<Outcome, Integer> seen = new EnumMap<>(Outcome.class);
        for (int i = 0; i < ROUNDS; i++) {
            seen.merge(parse(mutated(samples[random.nextInt(samples.length)])), 1, Integer::sum);
        }
        // Some mutations leave the body valid, most do not: the test must see both.
        assertThat(seen).as("seed %d", seed).containsOnlyKeys(Outcome.values());
        assertThat(seen.get(Outcome.INVALID)).as("seed %d", seed).isGreaterThan(ROUNDS / 2);
    }

    private Outcome parse(byte[] body) {
        var outcome = new Outcome[1];
        assertThatCode(() ->
                        outcome[0] =
                                switch (parser.parse(body)) {
                                    case ParsedWebhook.ValidPayment _ -> Outcome.PAYMENT;
                                    case ParsedWebhook.ValidDispute _ -> Outcome.DISPUTE;
                                    case ParsedWebhook.Unknown _ -> Outcome.UNKNOWN;
                                    case ParsedWebhook.Invalid _ -> Outcome.INVALID;
                                })
                .as("seed %d, body %s", seed, HexFormat.of().formatHex(body))
                .doesNotThrowAnyException();
        return outcome[0];
    }

    private byte[] mutated(byte[] sample) {
        var body = sample.clone();
        int mutations = 1 + random.nextInt(4);
        for (int i = 0; i < mutations && body.length > 1; i++) {
            int at = random.nextInt(body.length);
            switch (random.nextInt(6)) {
                case 0 -> body[at] = (byte) random.nextInt(256);
                case 1 -> body[at] ^= (byte) (1 << random.nextInt(8));
                case 2 -> body = Arrays.copyOf(body, at);
                case 3 -> body = spliced(body, at, 0);
                case 4 -> body = spliced(body, at, 1 + random.nextInt(8));
                default -> body[at] = (byte) "{}[]\",:0-.eE\\".charAt(random.nextInt(13));
            }
        }
        return body;
    }

    /** Repeats a piece of the body at a position, or removes some bytes there. */
    private byte[] spliced(byte[] body, int at, int cut) {
        int from = Math.min(body.length, at + cut);
        var piece =
                cut > 0
                        ? new byte[0]
                        : Arrays.copyOfRange(
                                body, at, Math.min(body.length, at + 1 + random.nextInt(20)));
        var result = new byte[at + piece.length + body.length - from];
        System.arraycopy(body, 0, result, 0, at);
        System.arraycopy(piece, 0, result, at, piece.length);
        System.arraycopy(body, from, result, at + piece.length, body.length - from);
        return result;
    }
}
