package io.paycast.gateway.connect;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.MalformedInputException;
import java.nio.charset.StandardCharsets;

/** Decodes {@code application/x-www-form-urlencoded} text strictly. */
final class PercentEncoding {

    private PercentEncoding() {}

    /**
     * Decodes ASCII text.
     *
     * @throws CharacterCodingException if an escape is incomplete, or the bytes are not UTF-8: a
     *     replacement character would turn two names into one
     */
    static String decode(String text) throws CharacterCodingException {
        if (text.indexOf('%') < 0) {
            return text.replace('+', ' ');
        }
        var bytes = ByteBuffer.allocate(text.length());
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '%') {
                bytes.put((byte) (digit(text, i + 1) << 4 | digit(text, i + 2)));
                i += 2;
            } else {
                bytes.put((byte) (c == '+' ? ' ' : c));
            }
        }
        return StandardCharsets.UTF_8.newDecoder().decode(bytes.flip()).toString();
    }

    private static int digit(String text, int index) throws CharacterCodingException {
        int digit = index < text.length() ? Character.digit(text.charAt(index), 16) : -1;
        if (digit < 0) {
            throw new MalformedInputException(1);
        }
        return digit;
    }
}
