package io.paycast.auth.users;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** A password in NFC, so that every keyboard gives the same bytes. It is never printed. */
public final class Password {

    /** Bounds the work of hashing, in characters. */
    public static final int MAX_LENGTH = 1024;

    /** The minimum length of a new password, in characters. */
    public static final int MIN_NEW_LENGTH = 12;

    private final String text;

    private Password(String text) {
        this.text = text;
    }

    /**
     * Parses a password that is to be verified.
     *
     * @throws IllegalArgumentException with a sentence for the client
     */
    public static Password parse(@Nullable String input) {
        if (input == null || input.isEmpty() || input.length() > MAX_LENGTH) {
            throw new IllegalArgumentException(
                    "The password must have 1 to %d characters.".formatted(MAX_LENGTH));
        }
        if (input.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
            throw new IllegalArgumentException(
                    "The password must not contain an unpaired surrogate.");
        }
        return new Password(Normalizer.normalize(input, Normalizer.Form.NFC));
    }

    /**
     * Parses a password that is to be set.
     *
     * @param username the password must contain more than this
     * @throws IllegalArgumentException with a sentence for the client
     */
    public static Password parseNew(@Nullable String input, Username username) {
        var password = parseNew(input);
        PasswordStrength.weakness(password.text, username.text())
                .ifPresent(sentence -> {
                    throw new IllegalArgumentException(sentence);
                });
        return password;
    }

    private static Password parseNew(@Nullable String input) {
        var password = parse(input);
        if (password.text.codePointCount(0, password.text.length()) < MIN_NEW_LENGTH) {
            throw new IllegalArgumentException(
                    "A new password must have at least %d characters.".formatted(MIN_NEW_LENGTH));
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
