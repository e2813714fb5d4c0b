package io.paycast.gateway.cursor;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.Fuzzer;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.Test;

/** Feeds mutated cursors to the seal. */
class CursorFuzzTest {

    private static final Uuid TOPIC = new Uuid(1, 2);

    private final CursorSeal seal = new CursorSeal(new byte[CursorSeal.KEY_BYTES]);

    /** What was sealed, as bytes: Base64 may write the same bytes in several ways. */
    private final Set<String> sealed = new HashSet<>();

    @Test
    void opensOnlyWhatItSealed() {
        var fuzzer = Fuzzer.of(CursorFuzzTest.class, "cursor");
        var stranger = new CursorSeal(new CursorKeys(keyOf((byte) 1), null));
        for (int partitions = 0; partitions < 40; partitions += 3) {
            var offsets = new long[partitions];
            Arrays.fill(offsets, Long.MAX_VALUE - partitions);
            var text = seal.seal(new Cursor(TOPIC, offsets));
            sealed.add(bytesOf(text));
            fuzzer.withInput(text.getBytes(ISO_8859_1));
            fuzzer.withInput(stranger.seal(new Cursor(TOPIC, offsets)).getBytes(ISO_8859_1));
            fuzzer.withInput(seal.seal(new Cursor(new Uuid(3, 4), offsets)).getBytes(ISO_8859_1));
        }
        fuzzer.allocatingAtMost(100_000, 40).run(this::check);
    }

    private Object check(byte[] input) {
        var text = new String(input, ISO_8859_1);
        var opened = seal.open(text, TOPIC);
        if (opened.isEmpty()) {
            return "refused";
        }
        assertThat(sealed).contains(bytesOf(text));
        var again = seal.seal(opened.get());
        assertThat(seal.open(again, TOPIC)).isEqualTo(opened);
        return opened.get().partitions();
    }

    private static String bytesOf(String text) {
        return new String(Base64.getUrlDecoder().decode(text), ISO_8859_1);
    }

    private static byte[] keyOf(byte value) {
        var key = new byte[CursorSeal.KEY_BYTES];
        key[0] = value;
        return key;
    }
}
