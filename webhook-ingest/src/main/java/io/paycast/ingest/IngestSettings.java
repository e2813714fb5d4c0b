package io.paycast.ingest;

import static io.paycast.settings.SettingChecks.require;
import static io.paycast.settings.SettingChecks.requireBetween;
import static io.paycast.settings.SettingChecks.requirePositive;

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
 * All settings of ingest: {@code paycast.ingest.*}. An invalid setting aborts startup with a
 * message that names the setting, the reason and a valid value.
 *
 * <p>By default, the eight addresses that Tabby sends from are allowed: five since before 2026, and
 * three for Saudi Arabia since March 2026. Source: Tabby, "Action required for merchants processing
 * payments in Saudi Arabia" (www.tabby-status.com/incidents/splvfv8cccll).
 *
 * @param merchants the merchants whose webhooks are accepted, each with its secrets
 * @param secretHeader the header that holds the secret, as registered with Tabby
 * @param allowedAddresses IP addresses or CIDR blocks that may send webhooks, or {@code any} alone
 * @param retryAfter the {@code Retry-After} of a webhook that cannot be stored now
 * @param failures the limit on invalid secrets
 * @param http the limit on connections
 * @param body the limits on bodies
 * @param kafka the time limits on Kafka
 * @param topics the topics that ingest creates
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
        @DefaultValue Http http,
        @DefaultValue BodySettings body,
        @DefaultValue EventLogSettings kafka,
        @DefaultValue TopicSettings topics) {

    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]{1,64}");

    public IngestSettings {
        merchants = List.copyOf(merchants);
        allowedAddresses = List.copyOf(allowedAddresses);
        require(
                !merchants.isEmpty(),
                "paycast.ingest.merchants must name at least one merchant, because webhooks are"
                        + " authenticated by its secrets. Set PAYCAST_INGEST_MERCHANTS_0_CODE, such as ae,"
                        + " and PAYCAST_INGEST_MERCHANTS_0_SECRETS_0, such as the output of"
                        + " \"openssl rand -hex 32\".");
        Gate.validate(allowedAddresses, merchants);
        require(
                HEADER_NAME.matcher(secretHeader).matches(),
                "paycast.ingest.secret-header must be the name of an HTTP header, such as"
                        + " X-Tabby-Signature, as registered with Tabby.");
        requireBetween(
                "paycast.ingest.retry-after",
                retryAfter,
                Duration.ofSeconds(1),
                Duration.ofHours(1));
    }

    /**
     * What senders may hold: {@code paycast.ingest.http.*}.
     *
     * @param maxConnections connections of senders, except trusted proxies; one address has at most
     *     half of them
     */
    public record Http(@DefaultValue("5000") int maxConnections) {
        public Http {
            requirePositive("paycast.ingest.http.max-connections", maxConnections);
        }
    }
}
