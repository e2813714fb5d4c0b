package io.paycast.auth.users;

import java.text.Normalizer;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A user's name in the one form in which it is stored, compared and put into tokens: NFKC, lower
 * case, 1 to 64 letters, digits and {@code . _ @ + -}, beginning with a letter or digit.
 */
public record Username(String text) {

    /** What names may look like, for those whose name does not. */
    public static final String RULE =
            "A user name has 1 to 64 letters, digits and the characters . _ @ + -, and begins with a"
                    + " letter or digit.";

    private static final int MAX_INPUT_LENGTH = 256;
    private static final Pattern FORM =
            Pattern.compile("[\\p{L}\\p{N}][\\p{L}\\p{M}\\p{N}._@+-]{0,63}");

    /** Reads a name as somebody wrote it; empty when no user can have it. */
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
