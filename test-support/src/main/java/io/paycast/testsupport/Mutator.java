package io.paycast.testsupport;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;

/** Changes inputs at random. The same random numbers give the same changes. */
final class Mutator {

    private static final byte[] SPECIAL = {0, 1, '\n', '\r', ' ', '"', ',', 0x7f, -128, -1};
    private static final Pattern NUMBER = Pattern.compile("[0-9]+");
    private static final String[] NUMBERS = {
        "0",
        "-1",
        "00",
        "1e9",
        "1E2147483647",
        "0.001",
        "65536",
        "2147483648",
        "9223372036854775807",
        "18446744073709551616",
        "123456789012345678901234567890"
    };

    private final Random random;
    private final List<byte[]> words;
    private final int maxBytes;

    Mutator(Random random, List<byte[]> words, int maxBytes) {
        this.random = random;
        this.words = words;
        this.maxBytes = maxBytes;
    }

    /** Returns a changed copy of one of the inputs. */
    byte[] mutated(List<byte[]> pool) {
        var input = any(pool);
        int changes = 1 + random.nextInt(1 + random.nextInt(8));
        for (int i = 0; i < changes; i++) {
            input = changed(input, pool);
        }
        return input.length <= maxBytes ? input : Arrays.copyOf(input, maxBytes);
    }

    private byte[] changed(byte[] input, List<byte[]> pool) {
        int at = random.nextInt(input.length + 1);
        int end = Math.min(input.length, at + 1 + random.nextInt(16));
        return switch (random.nextInt(11)) {
            case 0 -> withByte(input, at, (byte) random.nextInt(256));
            case 1 -> withByte(input, at, SPECIAL[random.nextInt(SPECIAL.length)]);
            case 2 -> at < input.length ? withByte(input, at, flipped(input[at])) : input;
            case 3 -> spliced(input, at, at, randomBytes());
            case 4 -> spliced(input, at, end, new byte[0]);
            case 5 -> spliced(input, at, at, Arrays.copyOfRange(input, at, end));
            case 6 -> Arrays.copyOf(input, at);
            case 7 -> spliced(input, at, end, piece(any(pool)));
            case 8 -> words.isEmpty() ? input : spliced(input, at, at, any(words));
            case 9 -> withNumber(input);
            default -> spliced(input, at, at, repeated(Arrays.copyOfRange(input, at, end)));
        };
    }

    private byte[] any(List<byte[]> of) {
        return of.get(random.nextInt(of.size()));
    }

    private byte flipped(byte b) {
        return (byte) (b ^ (1 << random.nextInt(8)));
    }

    private static byte[] withByte(byte[] input, int at, byte value) {
        if (at == input.length) {
            return input;
        }
        var changed = input.clone();
        changed[at] = value;
        return changed;
    }

    private byte[] randomBytes() {
        var bytes = new byte[1 + random.nextInt(8)];
        random.nextBytes(bytes);
        return bytes;
    }

    private byte[] piece(byte[] of) {
        int from = random.nextInt(of.length + 1);
        return Arrays.copyOfRange(of, from, from + random.nextInt(of.length - from + 1));
    }

    private byte[] repeated(byte[] piece) {
        var all = new ByteArrayOutputStream();
        int times = 1 << random.nextInt(12);
        for (int i = 0; i < times && all.size() <= maxBytes; i++) {
            all.writeBytes(piece);
        }
        return all.toByteArray();
    }

    private byte[] withNumber(byte[] input) {
        var text = new String(input, ISO_8859_1);
        var numbers = NUMBER.matcher(text).results().toList();
        if (numbers.isEmpty()) {
            return input;
        }
        var number = numbers.get(random.nextInt(numbers.size()));
        var other = NUMBERS[random.nextInt(NUMBERS.length)];
        return spliced(input, number.start(), number.end(), other.getBytes(ISO_8859_1));
    }

    /** Replaces a range of the input. */
    private static byte[] spliced(byte[] input, int from, int to, byte[] by) {
        var result = new byte[input.length - (to - from) + by.length];
        System.arraycopy(input, 0, result, 0, from);
        System.arraycopy(by, 0, result, from, by.length);
        System.arraycopy(input, to, result, from + by.length, input.length - to);
        return result;
    }
}
