package io.paycast.auth.users;

import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Parses merchant codes, as ingest's settings name the merchants. */
public final class MerchantCodes {

    /** The most merchants that a user can be bound to. */
    static final int MAX = 100;

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    private MerchantCodes() {}

    /** Returns whether the text can be a merchant code. */
    public static boolean isValid(String text) {
        return CODE.matcher(text).matches();
    }

    /**
     * Parses the merchants that a user is bound to; none means that the user is not bound.
     *
     * @throws IllegalArgumentException with a sentence that says what is accepted
     */
    public static Set<String> of(Collection<String> codes) {
        if (codes.size() > MAX || codes.stream().anyMatch(code -> code == null || !isValid(code))) {
            throw new IllegalArgumentException(
                    ("merchants must be up to %d merchant codes, each of 1 to 64 of the characters"
                                    + " a-z A-Z 0-9 . _ -")
                            .formatted(MAX));
        }
        return new TreeSet<>(codes);
    }
}
