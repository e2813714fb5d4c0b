package io.paycast.ingest.gate;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A shop's account with Tabby, known by its secrets because Tabby's bodies do not name it.
 *
 * @param code as in Tabby's merchant code; part of each event's source
 * @param secrets what the secret header may hold; several are valid at once, for rotation
 */
public record Merchant(String code, @DefaultValue List<String> secrets) {

    static final int MIN_SECRET_CHARS = 12;

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]+");

    public Merchant {
        if (code == null || !CODE.matcher(code).matches()) {
            throw new IllegalArgumentException(
                    "paycast.ingest.merchants[].code must be 1 to 64 letters, digits, dots, dashes"
                            + " or underscores, such as \"ae\"");
        }
        secrets = List.copyOf(secrets);
        if (secrets.isEmpty()) {
            throw new IllegalArgumentException(
                    "paycast.ingest.merchants[].secrets of merchant \"%s\" is empty; give at least one"
                            .formatted(code));
        }
        for (var secret : secrets) {
            if (secret.length() < MIN_SECRET_CHARS || !VISIBLE_ASCII.matcher(secret).matches()) {
                throw new IllegalArgumentException(
                        ("a secret of merchant \"%s\" (paycast.ingest.merchants[].secrets) is shorter"
                                        + " than %d characters or has spaces or non-ASCII characters;"
                                        + " `openssl rand -hex 32` makes a good one")
                                .formatted(code, MIN_SECRET_CHARS));
            }
        }
    }

    /** Without the secrets. */
    @Override
    public String toString() {
        return "Merchant[" + code + ", " + secrets.size() + " secrets]";
    }
}
