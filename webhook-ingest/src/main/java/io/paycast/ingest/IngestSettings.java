package io.paycast.ingest;

import io.paycast.ingest.body.BodySettings;
import io.paycast.ingest.eventlog.EventLogSettings;
import io.paycast.ingest.eventlog.TopicSettings;
import io.paycast.ingest.gate.FailureSettings;
import io.paycast.ingest.gate.Gate;
import io.paycast.ingest.gate.Merchant;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * All of ingest's settings, {@code paycast.ingest.*}; a wrong one stops the start with a sentence.
 *
 * <p>The addresses allowed by default are the eight that Tabby sends from: five since before 2026,
 * and three for Saudi Arabia since March 2026. Source: Tabby, "Action required for merchants
 * processing payments in Saudi Arabia" (www.tabby-status.com/incidents/splvfv8cccll).
 *
 * @param merchants whose webhooks are taken in, each with its secrets
 * @param secretHeader the header that holds the secret, as registered with Tabby
 * @param allowedAddresses addresses or CIDR blocks that may send webhooks, or {@code any} alone
 * @param retryAfter what a sender is told when its webhook cannot be taken in now
 */
@ConfigurationProperties("paycast.ingest")
public record IngestSettings(
        @DefaultValue List<Merchant> merchants,
        @DefaultValue("X-Tabby-Signature") String secretHeader,
        @DefaultValue({
                    "34.166.36.90",
                    "34.166.35.211",
                    "34.166.34.222",
                    "34.166.37.207",
                    "34.93.76.191",
                    "34.166.128.182",
                    "34.166.170.3",
                    "34.166.249.7"
                })
                List<String> allowedAddresses,
        @DefaultValue("5s") Duration retryAfter,
        @DefaultValue FailureSettings failures,
        @DefaultValue BodySettings body,
        @DefaultValue EventLogSettings kafka,
        @DefaultValue TopicSettings topics) {

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    public IngestSettings {
        merchants = List.copyOf(merchants);
        allowedAddresses = List.copyOf(allowedAddresses);
        if (merchants.isEmpty()) {
            throw new IllegalArgumentException(
                    "paycast.ingest.merchants is empty, so that no webhook could be authenticated; give"
                            + " at least one, such as PAYCAST_INGEST_MERCHANTS_0_CODE=ae with"
                            + " PAYCAST_INGEST_MERCHANTS_0_SECRETS_0=(openssl rand -hex 32)");
        }
        Gate.validate(allowedAddresses, merchants);
        if (!HEADER_NAME.matcher(secretHeader).matches()) {
            throw new IllegalArgumentException(
                    "paycast.ingest.secret-header is no header name; use the one registered with Tabby,"
                            + " such as X-Tabby-Signature");
        }
        if (retryAfter.toSeconds() < 1 || retryAfter.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "paycast.ingest.retry-after must be between 1s and 1h, such as 5s");
        }
    }
}
