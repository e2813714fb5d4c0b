package io.paycast.tabby.model;

import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A secret key of Tabby's form: {@code sk_test_…} for test payments, {@code sk_…} for live ones.
 */
public record ApiKey(String secret) {

    private static final Pattern FORM = Pattern.compile("sk_[A-Za-z0-9_-]{1,128}");
    private static final String TEST_PREFIX = "sk_test_";

    public ApiKey {
        if (!FORM.matcher(secret).matches()) {
            throw new IllegalArgumentException(
                    "A secret key must be sk_ or sk_test_ and 1 to 128 letters, digits, _ or -.");
        }
    }

    /** Returns the key; empty if it does not have the form of one. */
    public static Optional<ApiKey> of(String secret) {
        return FORM.matcher(secret).matches() ? Optional.of(new ApiKey(secret)) : Optional.empty();
    }

    /** Whether payments made with this key are test payments. */
    public boolean isTest() {
        return secret.startsWith(TEST_PREFIX);
    }

    @Override
    public String toString() {
        return isTest() ? "sk_test_…" : "sk_…";
    }
}
