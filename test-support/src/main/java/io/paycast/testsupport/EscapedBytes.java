package io.paycast.testsupport;

import java.io.ByteArrayOutputStream;

/**
 * A notation of bytes in one line of ASCII text: printable characters stand for themselves, {@code
 * \n}, {@code \r} and {@code \t} for the control characters, {@code \\} for a backslash, and {@code
 * \xHH} for any byte.
 */
public final class EscapedBytes {

    private EscapedBytes() {}

    /** Writes bytes in the notation. */
    public static String format(byte[] bytes) {
        var text = new StringBuilder(bytes.length + 16);
        for (byte b : bytes) {
            switch (b) {
                case '\n' -> text.append("\\n");
                case '\r' -> text.append("\\r");
                case '\t' -> text.append("\\t");
                case '\\' -> text.append("\\\\");
                default -> {
                    if (b >= ' ' && b < 0x7f) {
                        text.append((char) b);
                    } else {
                        text.append("\\x%02x".formatted(b));
                    }
                }
            }
        }
        return text.toString();
    }

    /**
     * Reads the notation.
     *
     * @throws IllegalArgumentException if the text is not in the notation
     */
    public static byte[] parse(String text) {
        var bytes = new ByteArrayOutputStream(text.length());
        int at = 0;
        while (at < text.length()) {
            char c = text.charAt(at++);
            if (c >= 0x7f) {
                throw new IllegalArgumentException("not ASCII: " + text);
            }
            if (c != '\\') {
                bytes.write(c);
                continue;
            }
            switch (at < text.length() ? text.charAt(at++) : ' ') {
                case 'n' -> bytes.write('\n');
                case 'r' -> bytes.write('\r');
                case 't' -> bytes.write('\t');
                case '\\' -> bytes.write('\\');
                case 'x' -> {
                    bytes.write(Integer.parseInt(text, at, at + 2, 16));
                    at += 2;
                }
                default -> throw new IllegalArgumentException("an unknown escape: " + text);
            }
        }
        return bytes.toByteArray();
    }
}
