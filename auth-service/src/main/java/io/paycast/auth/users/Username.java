package io.paycast.auth.users;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A username in its canonical form, as stored, compared and put into tokens: NFKC, lower case, 1 to
 * 64 letters, digits and {@code . _ @ + -}, starting with a letter or digit.
 */
public record Username(String text) {

    /** The sentence for a client that sent an invalid username. */
    public static final String RULE =
            "A username must be 1 to 64 letters, digits or . _ @ + - and start with a letter or"
                    + " digit.";

    private static final int MAX_INPUT_LENGTH = 256;
    private static final Pattern FORM =
            Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._@+-]{0,63}");

    /** Parses and normalizes a username; empty if it is invalid. */
    public static Optional<Username> parse(@Nullable String input) {
        if (input == null || input.length() > MAX_INPUT_LENGTH) {
            return Optional.empty();
        }
        var text = nfkc(nfkc(input).toLowerCase(Locale.ROOT));
        return FORM.matcher(text).matches() ? Optional.of(new Username(text)) : Optional.empty();
    }

    private static String nfkc(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC);
    }

    @Override
    public String toString() {
        return text;
    }
}
