package io.paycast.gateway.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.gateway.protocol.Frames;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorSealTest {

    private static final Uuid TOPIC = Uuid.fromString("4L6g3nShT-eMCtK--X86sw");
    private static final Cursor CURSOR = new Cursor(TOPIC, new long[] {0, 127, 128, 1L << 40});

    /** How many standard deviations a random result may differ from the expected one. */
    private static final double MAX_DEVIATIONS = 6;

    private final CursorSeal seal = new CursorSeal(key(1));

    @Test
    void opensACursorOnAnyGatewayWithTheKey() {
        var sealed = seal.seal(CURSOR);
        assertThat(sealed).matches("[A-Za-z0-9_-]+");
        assertThat(new CursorSeal(key(1)).open(sealed, TOPIC)).contains(CURSOR);
    }

    @Test
    void rejectsACursorOfAnotherKeyOrTopic() {
        var sealed = seal.seal(CURSOR);
        assertThat(new CursorSeal(key(2)).open(sealed, TOPIC)).isEmpty();
        assertThat(seal.open(sealed, Uuid.randomUuid())).isEmpty();
    }

    @Test
    void opensWithThePreviousKeyAndSealsWithTheCurrentOne() {
        var rotated = new CursorSeal(new CursorKeys(key(2), key(1)));
        assertThat(rotated.open(seal.seal(CURSOR), TOPIC)).contains(CURSOR);
        assertThat(new CursorSeal(key(2)).open(rotated.seal(CURSOR), TOPIC)).contains(CURSOR);
        assertThat(seal.open(rotated.seal(CURSOR), TOPIC)).isEmpty();
    }

    @Test
    void rejectsACursorWithAChangedBit() {
        byte[] sealed = Base64.getUrlDecoder().decode(seal.seal(CURSOR));
        for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            var text = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
            assertThat(seal.open(text, TOPIC)).as("bit %d", bit).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "====", "%%%", "AAAA", "ÄÖÜ", "AgAAAAAAAAAAAAAAAAAAAAAAAAA"})
    void rejectsTextThatIsNotACursor(String text) {
        assertThat(seal.open(text, TOPIC)).isEmpty();
        assertThat(seal.open(text.repeat(10_000), TOPIC)).isEmpty();
    }

    @Test
    void opensCursorsOfAnyNumberOfPartitions() {
        for (int partitions : new int[] {0, 1, 9, 4_096}) {
            var offsets = new Random(partitions).longs(partitions, 0, Long.MAX_VALUE).toArray();
            var cursor = new Cursor(TOPIC, offsets);
            assertThat(seal.open(seal.seal(cursor), TOPIC)).contains(cursor);
        }
    }

    @Test
    void hasOneLengthForOneNumberOfPartitions() {
        int young = seal.seal(new Cursor(TOPIC, new long[9])).length();
        var old = new Cursor(TOPIC, new Random(1).longs(9, 1L << 55, Long.MAX_VALUE).toArray());
        assertThat(seal.seal(old)).hasSize(young);
        assertThat(young).isLessThanOrEqualTo(Frames.MAX_CLOSE_REASON);
    }

    @Test
    void looksDifferentEachTimeEvenForOnePosition() {
        var seals = new HashSet<String>();
        for (int i = 0; i < 1_000; i++) {
            seals.add(seal.seal(CURSOR).substring(2, 20));
        }
        assertThat(seals).hasSize(1_000);
    }

    /**
     * An attacker subtracts, compares or sorts two cursors. If every bit of two adjacent cursors
     * differs with a probability of one half, and no bit of a cursor is biased or follows the bit
     * of the cursor before it, there is nothing to find.
     */
    @Test
    void adjacentCursorsRevealNothingAboutTheirDistance() {
        int samples = 4_000;
        byte[] before = bytes(0);
        var ones = new int[before.length * Byte.SIZE];
        var changed = new int[before.length * Byte.SIZE];
        int rises = 0;
        for (int updates = 1; updates <= samples; updates++) {
            byte[] sealed = bytes(updates);
            for (int bit = Byte.SIZE; bit < ones.length; bit++) {
                ones[bit] += bit(sealed, bit);
                changed[bit] += bit(sealed, bit) ^ bit(before, bit);
            }
            rises += Arrays.compareUnsigned(sealed, before) > 0 ? 1 : 0;
            before = sealed;
        }
        double maxDistance = MAX_DEVIATIONS * Math.sqrt(samples) / 2;
        for (int bit = Byte.SIZE; bit < ones.length; bit++) {
            assertThat(ones[bit] - samples / 2.0)
                    .as("bit %d", bit)
                    .isBetween(-maxDistance, maxDistance);
            assertThat(changed[bit] - samples / 2.0)
                    .as("changes of bit %d", bit)
                    .isBetween(-maxDistance, maxDistance);
        }
        assertThat(rises - samples / 2.0).as("rises").isBetween(-maxDistance, maxDistance);
    }

    private byte[] bytes(long updates) {
        return Base64.getUrlDecoder()
                .decode(seal.seal(new Cursor(TOPIC, new long[] {1_000, 1_000 + updates})));
    }

    private static int bit(byte[] bytes, int bit) {
        return bytes[bit / Byte.SIZE] >> bit % Byte.SIZE & 1;
    }

    @Test
    void comparesEveryPartitionOfTheSameTopic() {
        var ahead = new Cursor(TOPIC, new long[] {1, 127, 128, 1L << 40});
        var acrossIt = new Cursor(TOPIC, new long[] {1, 126, 128, 1L << 40});
        assertThat(CURSOR.isBefore(CURSOR)).isTrue();
        assertThat(CURSOR.isBefore(ahead)).isTrue();
        assertThat(ahead.isBefore(CURSOR)).isFalse();
        assertThat(CURSOR.isBefore(acrossIt)).isFalse();
        assertThat(acrossIt.isBefore(CURSOR)).isFalse();
        assertThat(new Cursor(Uuid.randomUuid(), new long[4]).isBefore(CURSOR)).isFalse();
    }

    private static byte[] key(int seed) {
        byte[] key = new byte[CursorSeal.KEY_BYTES];
        new Random(seed).nextBytes(key);
        return key;
    }
}
