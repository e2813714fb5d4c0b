package io.paycast.ingest;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paycast.ingest.body.BodySettings;
import io.paycast.ingest.eventlog.EventLogSettings;
import io.paycast.ingest.eventlog.TopicSettings;
import io.paycast.ingest.gate.FailureSettings;
import io.paycast.ingest.gate.Merchant;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.util.unit.DataSize;

@ExtendWith(OutputCaptureExtension.class)
class IngestSettingsTest {

    private static final Map<String, Object> MINIMUM =
            Map.of(
                    "PAYCAST_INGEST_MERCHANTS_0_CODE", "ae",
                    "PAYCAST_INGEST_MERCHANTS_0_SECRETS_0", "a-long-enough-secret");

    @Test
    void hasTheseDefaults() {
        assertThat(settings(MINIMUM))
                .isEqualTo(
                        new IngestSettings(
                                List.of(new Merchant("ae", List.of("a-long-enough-secret"))),
                                "X-Tabby-Signature",
                                List.of(
                                        "34.166.36.90",
                                        "34.166.35.211",
                                        "34.166.34.222",
                                        "34.166.37.207",
                                        "34.93.76.191",
                                        "34.166.128.182",
                                        "34.166.170.3",
                                        "34.166.249.7"),
                                Duration.ofSeconds(5),
                                new FailureSettings(10, Duration.ofMinutes(1), 10_000),
                                new IngestSettings.Http(5_000),
                                new BodySettings(
                                        DataSize.ofKilobytes(256),
                                        Duration.ofSeconds(10),
                                        4_096,
                                        DataSize.ofMegabytes(64)),
                                new EventLogSettings(
                                        Duration.ofSeconds(10),
                                        Duration.ofSeconds(5),
                                        Duration.ofSeconds(3)),
                                new TopicSettings(6, 1, Duration.ofDays(7))));
    }

    @Test
    void requiresABodyTimeoutThatEndsBeforeTheServers() {
        var body = settings(MINIMUM).body();

        body.checkTimeout(Duration.ofSeconds(11));
        assertThatThrownBy(() -> body.checkTimeout(Duration.ofSeconds(10)))
                .hasMessage(
                        "paycast.ingest.body.timeout must be shorter than"
                                + " paycast.http.body-timeout (10s), but is 10s.");
    }

    @Test
    void bindsEverySettingFromAnEnvironmentVariable() {
        var environment = new HashMap<String, Object>();
        environment.put("PAYCAST_INGEST_MERCHANTS_0_CODE", "ae");
        environment.put("PAYCAST_INGEST_MERCHANTS_0_SECRETS", "secret-number-1,secret-number-2");
        environment.put("PAYCAST_INGEST_SECRETHEADER", "X-Shop");
        environment.put("PAYCAST_INGEST_ALLOWEDADDRESSES", "10.0.0.0/8,::1");
        environment.put("PAYCAST_INGEST_RETRYAFTER", "9s");
        environment.put("PAYCAST_INGEST_FAILURES_LIMIT", "1");
        environment.put("PAYCAST_INGEST_FAILURES_PERIOD", "2m");
        environment.put("PAYCAST_INGEST_FAILURES_MAXADDRESSES", "3");
        environment.put("PAYCAST_INGEST_HTTP_MAXCONNECTIONS", "4");
        environment.put("PAYCAST_INGEST_BODY_MAXSIZE", "4KB");
        environment.put("PAYCAST_INGEST_BODY_TIMEOUT", "5s");
        environment.put("PAYCAST_INGEST_BODY_MAXREQUESTS", "6");
        environment.put("PAYCAST_INGEST_BODY_MAXMEMORY", "7MB");
        environment.put("PAYCAST_INGEST_KAFKA_DELIVERYTIMEOUT", "8s");
        environment.put("PAYCAST_INGEST_KAFKA_CHECKINTERVAL", "9s");
        environment.put("PAYCAST_INGEST_KAFKA_CHECKTIMEOUT", "10s");
        environment.put("PAYCAST_INGEST_TOPICS_PARTITIONS", "11");
        environment.put("PAYCAST_INGEST_TOPICS_REPLICATION", "3");
        environment.put("PAYCAST_INGEST_TOPICS_RETENTION", "13d");

        assertThat(settings(environment))
                .isEqualTo(
                        new IngestSettings(
                                List.of(
                                        new Merchant(
                                                "ae",
                                                List.of("secret-number-1", "secret-number-2"))),
                                "X-Shop",
                                List.of("10.0.0.0/8", "::1"),
                                Duration.ofSeconds(9),
                                new FailureSettings(1, Duration.ofMinutes(2), 3),
                                new IngestSettings.Http(4),
                                new BodySettings(
                                        DataSize.ofKilobytes(4),
                                        Duration.ofSeconds(5),
                                        6,
                                        DataSize.ofMegabytes(7)),
                                new EventLogSettings(
                                        Duration.ofSeconds(8),
                                        Duration.ofSeconds(9),
                                        Duration.ofSeconds(10)),
                                new TopicSettings(11, 3, Duration.ofDays(13))));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PAYCAST_INGEST_SECRETHEADER | X Tabby | paycast.ingest.secret-header must be the name of an HTTP header",
                "PAYCAST_INGEST_RETRYAFTER | 0s | paycast.ingest.retry-after must be 1s to 1h, but is 0s.",
                "PAYCAST_INGEST_FAILURES_LIMIT | 0 | paycast.ingest.failures.limit must be 1 or more, but is 0.",
                "PAYCAST_INGEST_FAILURES_PERIOD | 0s | paycast.ingest.failures.period must be 1ms to 1d, but is 0s.",
                "PAYCAST_INGEST_FAILURES_MAXADDRESSES | 0 | paycast.ingest.failures.max-addresses must be 1 or more, but is 0.",
                "PAYCAST_INGEST_HTTP_MAXCONNECTIONS | 0 | paycast.ingest.http.max-connections must be 1 or more, but is 0.",
                "PAYCAST_INGEST_BODY_MAXSIZE | 1MB | paycast.ingest.body.max-size must be 1B to 768KB, but is 1MB.",
                "PAYCAST_INGEST_BODY_TIMEOUT | 60s | paycast.ingest.body.timeout must be 1ms to 50s, but is 1m.",
                "PAYCAST_INGEST_BODY_MAXREQUESTS | 0 | paycast.ingest.body.max-requests must be 1 or more, but is 0.",
                "PAYCAST_INGEST_BODY_MAXMEMORY | 1KB | paycast.ingest.body.max-memory must be at least paycast.ingest.body.max-size (256KB), but is 1KB.",
                "PAYCAST_INGEST_KAFKA_DELIVERYTIMEOUT | 60s | paycast.ingest.kafka.delivery-timeout must be 1s to 50s, but is 1m.",
                "PAYCAST_INGEST_KAFKA_CHECKINTERVAL | 1ms | paycast.ingest.kafka.check-interval must be 100ms to 1m, but is 1ms.",
                "PAYCAST_INGEST_KAFKA_CHECKTIMEOUT | 1ms | paycast.ingest.kafka.check-timeout must be 100ms to 1m, but is 1ms.",
                "PAYCAST_INGEST_TOPICS_PARTITIONS | 0 | paycast.ingest.topics.partitions must be 1 to 1000, but is 0.",
                "PAYCAST_INGEST_TOPICS_REPLICATION | 0 | paycast.ingest.topics.replication must be 1 to 7, but is 0.",
                "PAYCAST_INGEST_TOPICS_RETENTION | 1m | paycast.ingest.topics.retention must be 1h to 3650d, but is 1m.",
                "PAYCAST_INGEST_MERCHANTS_0_CODE | a/b | paycast.ingest.merchants[].code must be 1 to 64 letters",
                "PAYCAST_INGEST_MERCHANTS_0_SECRETS_0 | short | must each be at least 12 visible ASCII characters",
                "PAYCAST_INGEST_MERCHANTS_0_SECRETS_0 | '' | must each be at least 12 visible ASCII characters",
                "PAYCAST_INGEST_MERCHANTS_0_SECRETS_0 | has some spaces | visible ASCII characters without spaces",
            })
    void refusesAnInvalidSettingByItsName(String variable, String value, String sentence) {
        var environment = new HashMap<>(MINIMUM);
        environment.put(variable, value);

        assertThatThrownBy(() -> settings(environment)).rootCause().hasMessageContaining(sentence);
    }

    @Test
    void refusesToStartWithoutAMerchant() {
        assertThatThrownBy(() -> settings(Map.of()))
                .rootCause()
                .hasMessageContaining("paycast.ingest.merchants must name at least one merchant");
    }

    @Test
    void neverPrintsASecret() {
        var settings = settings(MINIMUM);

        assertThat(settings.toString())
                .doesNotContain("a-long-enough-secret")
                .contains("Merchant[ae");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "paycast.ingest.merchants[0].secrets=tiny-secret | must each be at least 12 visible ASCII characters",
                "paycast.ingest.merchants[1].secrets=first-secret-of-ae | must not share a secret",
                "paycast.ingest.merchants[1].code=ae | names \"ae\" twice",
                "paycast.ingest.allowed-addresses= | paycast.ingest.allowed-addresses must not be empty",
                "paycast.ingest.allowed-addresses=tabby.ai | paycast.ingest.allowed-addresses is invalid: \"tabby.ai\"",
                "paycast.ingest.allowed-addresses=any,::1 | paycast.ingest.allowed-addresses is invalid: \"any\"",
                "paycast.trusted-proxies=10.0.0.0/99 | paycast.trusted-proxies is invalid: \"10.0.0.0/99\"",
            })
    void abortsStartupWithOneSentence(String setting, String sentence, CapturedOutput output) {
        assertThatThrownBy(() -> IngestUnderTest.started("127.0.0.1:1", setting))
                .isInstanceOf(Exception.class);

        assertThat(output)
                .contains("APPLICATION FAILED TO START", sentence)
                .doesNotContain("\tat ", "tiny-secret", IngestUnderTest.SECRET);
    }

    private static IngestSettings settings(Map<String, Object> variables) {
        var environment = new StandardEnvironment();
        environment
                .getPropertySources()
                .forEach(s -> environment.getPropertySources().remove(s.getName()));
        environment
                .getPropertySources()
                .addFirst(new SystemEnvironmentPropertySource("systemEnvironment", variables));
        return new Binder(ConfigurationPropertySources.get(environment))
                .bindOrCreate("paycast.ingest", Bindable.of(IngestSettings.class));
    }
}
