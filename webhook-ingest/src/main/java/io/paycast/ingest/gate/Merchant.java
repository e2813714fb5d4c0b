package io.paycast.ingest.gate;

import static io.paycast.settings.SettingChecks.require;

import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * A merchant's account with Tabby. Tabby's webhooks do not name the merchant, so its secrets
 * identify it.
 *
 * @param code Tabby's merchant code; part of each event's source
 * @param secrets the valid values of the secret header; more than one allows rotation
 */
public record Merchant(String code, @DefaultValue List<String> secrets) {

    static final int MIN_SECRET_CHARS = 12;

    private static final Pattern CODE = Pattern.compile("[A-Za-z0-9._-]{1,64}");
    private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]+");

    public Merchant {
        require(
                code != null && CODE.matcher(code).matches(),
                "paycast.ingest.merchants[].code must be 1 to 64 letters, digits, dots, dashes or"
                        + " underscores, such as \"ae\".");
        secrets = List.copyOf(secrets);
        require(
                !secrets.isEmpty(),
                "paycast.ingest.merchants[].secrets must hold at least one secret of merchant \"%s\"."
                        .formatted(code));
        for (var secret : secrets) {
            require(
                    secret.length() >= MIN_SECRET_CHARS && VISIBLE_ASCII.matcher(secret).matches(),
                    ("paycast.ingest.merchants[].secrets of merchant \"%s\" must each be at least %d"
                                    + " visible ASCII characters without spaces. Create one with"
                                    + " \"openssl rand -hex 32\".")
                            .formatted(code, MIN_SECRET_CHARS));
        }
    }

    /** Omits the secrets, so that no log line holds them. */
    @Override
    public String toString() {
        return "Merchant[" + code + ", " + secrets.size() + " secrets]";
    }
}
