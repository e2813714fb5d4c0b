package io.paycast.auth.users;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** A password as somebody wrote it, in NFC so that every keyboard's bytes agree. Never printed. */
public final class Password {

    /** Longer than any passphrase, short enough to bound the work. */
    public static final int MAX_LENGTH = 1024;

    /** What a password that is chosen anew must have. */
    public static final int MIN_NEW_LENGTH = 12;

    private final String text;

    private Password(String text) {
        this.text = text;
    }

    /**
     * Reads one that is to be verified.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    public static Password parse(@Nullable String input) {
        if (input == null || input.isEmpty() || input.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "The field password must have 1 to %d characters.".formatted(MAX_LENGTH));
        }
        if (input.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
            throw new IllegalArgumentException("The field password holds half a character.");
        }
        return new Password(Normalizer.normalize(input, Normalizer.Form.NFC));
    }

    /**
     * Reads one that is to be set.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    public static Password parseNew(@Nullable String input) {
        var password = parse(input);
        if (password.text.codePointCount(0, password.text.length()) < MIN_NEW_LENGTH) {
            throw new IllegalArgumentException(
                    "A password must have at least %d characters.".formatted(MIN_NEW_LENGTH));
        }
        return password;
    }

    CharSequence characters() {
        return text;
    }

    @Override
    public String toString() {
        return "Password[hidden]";
    }
}
