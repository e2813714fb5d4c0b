package io.paycast.auth.users;

import java.text.Normalizer;
import org.jspecify.annotations.Nullable;

/** A password as somebody wrote it, in NFC so that every keyboard's bytes agree. Never printed. */
public final class Password {

    /** Longer than any passphrase, short enough to bound the work. */
    public static final int LONGEST = 1024;

    /** What a password that is chosen anew must have. */
    public static final int SHORTEST_CHOSEN = 12;

    private final String text;

    private Password(String text) {
        this.text = text;
    }

    /**
     * Reads one that is to be verified.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    public static Password of(@Nullable String written) {
        if (written == null || written.isEmpty() || written.length() > LONGEST) {
            throw new IllegalArgumentException(
                    "The field password must have 1 to %d characters.".formatted(LONGEST));
        }
        if (written.codePoints().anyMatch(c -> c >= 0xD800 && c <= 0xDFFF)) {
            throw new IllegalArgumentException("The field password holds half a character.");
        }
        return new Password(Normalizer.normalize(written, Normalizer.Form.NFC));
    }

    /**
     * Reads one that is to be set.
     *
     * @throws IllegalArgumentException with a sentence that says what is wrong
     */
    public static Password chosen(@Nullable String written) {
        var password = of(written);
        if (password.text.codePointCount(0, password.text.length()) < SHORTEST_CHOSEN) {
            throw new IllegalArgumentException(
                    "A password must have at least %d characters.".formatted(SHORTEST_CHOSEN));
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
