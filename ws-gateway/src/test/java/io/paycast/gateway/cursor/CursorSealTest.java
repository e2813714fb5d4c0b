package io.paycast.gateway.cursor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Base64;
import java.util.HashSet;
import java.util.Random;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CursorSealTest {

    private static final Cursor CURSOR =
            new Cursor(
                    Uuid.fromString("4L6g3nShT-eMCtK--X86sw"), new long[] {0, 127, 128, 1L << 40});

    private final CursorSeal seal = new CursorSeal(key(1));

    @Test
    void opensACursorOnAnyGatewayWithTheKey() {
        var sealed = seal.seal(CURSOR);
        assertThat(sealed).matches("[A-Za-z0-9_-]+").hasSizeLessThan(90);
        assertThat(new CursorSeal(key(1)).open(sealed)).contains(CURSOR);
    }

    @Test
    void rejectsACursorOfAnotherKey() {
        assertThat(new CursorSeal(key(2)).open(seal.seal(CURSOR))).isEmpty();
    }

    @Test
    void rejectsACursorWithAChangedBit() {
        byte[] sealed = Base64.getUrlDecoder().decode(seal.seal(CURSOR));
        for (int bit = 0; bit < sealed.length * Byte.SIZE; bit++) {
            byte[] changed = sealed.clone();
            changed[bit / Byte.SIZE] ^= (byte) (1 << bit % Byte.SIZE);
            var text = Base64.getUrlEncoder().withoutPadding().encodeToString(changed);
            assertThat(seal.open(text)).as("bit %d", bit).isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "====", "%%%", "AAAA", "ÄÖÜ"})
    void rejectsTextThatIsNotACursor(String text) {
        assertThat(seal.open(text)).isEmpty();
        assertThat(seal.open(text.repeat(10_000))).isEmpty();
    }

    @Test
    void neverRepeatsANonce() {
        var seals = new HashSet<String>();
        for (int i = 0; i < 1_000; i++) {
            seals.add(seal.seal(CURSOR).substring(0, 16));
        }
        assertThat(seals).hasSize(1_000);
    }

    @Test
    void comparesEveryPartitionOfTheSameTopic() {
        var topic = CURSOR.topicId();
        var ahead = new Cursor(topic, new long[] {1, 127, 128, 1L << 40});
        var acrossIt = new Cursor(topic, new long[] {1, 126, 128, 1L << 40});
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
