package io.paycast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class AuthSettingsTest {

    private static final Map<String, String> MINIMAL =
            Map.of("paycast.auth.key-encryption-key", RunningAuth.keyEncryptionKey());

    @Test
    void the_defaults() {
        var settings = bind(MINIMAL);

        assertThat(settings.issuer()).isEqualTo("http://localhost:8083");
        assertThat(settings.allowedOrigins()).isEmpty();
        assertThat(settings.admin().user()).isEmpty();
        assertThat(settings.localUsers()).isEmpty();
        assertThat(settings.tokens().accessLife()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.tokens().refreshLife()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.tokens().sessionLife()).isEqualTo(Duration.ofDays(90));
        assertThat(settings.tokens().refreshRetryWindow()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.tokens().customerLife()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.tokens().customerMaxLife()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.keys().signFor()).isEqualTo(Duration.ofDays(30));
        assertThat(settings.keys().publishAhead()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.logins().perMinute()).isEqualTo(10);
        assertThat(settings.logins().perAddressPerMinute()).isEqualTo(100);
        assertThat(settings.logins().hashingThreads()).isZero();
        assertThat(settings.logins().hashingQueue()).isEqualTo(100);
        assertThat(settings.revocations().replication()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    issuer                        | auth.example.com        | issuer must be an http or https address
                    issuer                        | https://a.example/      | issuer must be an http or https address
                    issuer                        | https://a.example?x=1   | issuer must be an http or https address
                    key-encryption-key            | dG9vIHNob3J0            | key-encryption-key must be 32 bytes in base64
                    key-encryption-key            | not base64!             | openssl rand -base64 32
                    allowed-origins               | *                       | allowed-origins must name origins
                    admin.username                | root                    | go together
                    admin.password                | longer than twelve      | go together
                    tokens.access-life            | 1s                      | tokens.access-life must be from 2s to 24h
                    tokens.access-life            | 25h                     | tokens.access-life must be from 2s to 24h
                    tokens.refresh-life           | 0s                      | tokens.refresh-life must be from 1m to 365d
                    tokens.session-life           | 30s                     | tokens.session-life must be from 1m to 3650d
                    tokens.refresh-retry-window   | 6m                      | tokens.refresh-retry-window must be from 0s to 5m
                    tokens.customer-life          | 2h                      | customer-life must not exceed
                    tokens.customer-max-life      | 25h                     | tokens.customer-max-life must be from 2s to 24h
                    keys.publish-ahead            | 1m                      | keys.publish-ahead must be from 10m to 30d
                    keys.sign-for                 | 1h                      | sign-for must be at least twice
                    logins.per-minute             | 0                       | logins.per-minute must be from 1 to 10000
                    logins.per-address-per-minute | 0                       | logins.per-address-per-minute must be from 1 to 10000
                    logins.hashing-threads        | -1                      | logins.hashing-threads must be from 0 to 64
                    logins.hashing-queue          | 0                       | logins.hashing-queue must be from 1 to 10000
                    revocations.replication       | -1                      | revocations.replication must be from 0 to 32
                    local-users[0].username       | a b                     | local-users.username is no user name
                    """)
    void a_wrong_setting_stops_the_start_with_a_sentence(
            String setting, String value, String sentence) {
        var all = new HashMap<>(MINIMAL);
        all.put("paycast.auth." + setting, value);

        assertThatThrownBy(() -> bind(all))
                .rootCause()
                .hasMessageContaining("paycast.auth.")
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "eleven char"})
    void a_weak_administrators_password_stops_the_start(String password) {
        var all = new HashMap<>(MINIMAL);
        all.put("paycast.auth.admin.username", "root");
        all.put("paycast.auth.admin.password", password);

        assertThatThrownBy(() -> bind(all))
                .hasStackTraceContaining("paycast.auth.admin.password will not do")
                .hasStackTraceContaining("at least 12 characters");
    }

    @Test
    void a_missing_key_says_how_to_make_one() {
        assertThatThrownBy(() -> bind(Map.of("paycast.auth.issuer", "http://localhost")))
                .rootCause()
                .hasMessageContaining("openssl rand -base64 32");
    }

    @Test
    void users_with_known_passwords_are_for_developers_machines() {
        var all = new HashMap<>(MINIMAL);
        all.put("paycast.auth.local-users[0].username", "demo");
        all.put("paycast.auth.local-users[0].password", "demo");
        var settings = bind(all);

        settings.check(new ServiceSettings(true, List.of()));
        assertThatThrownBy(() -> settings.check(new ServiceSettings(false, List.of())))
                .hasMessageContaining("paycast.local=true");
    }

    @Test
    void a_proxy_that_is_no_address_is_named_with_its_setting() {
        assertThatThrownBy(() -> new ServiceSettings(false, List.of("10.0.0.0/33")))
                .hasMessageContaining("paycast.trusted-proxies: \"10.0.0.0/33\"");
    }

    @Test
    void a_start_that_fails_is_told_in_one_sentence() {
        var sentence = "paycast.auth.issuer must be an address.";
        var wrapped =
                new IllegalStateException(
                        "Error creating bean", new IllegalArgumentException(sentence));

        var analysis = Objects.requireNonNull(new StartupFailureAnalyzer().analyze(wrapped));
        assertThat(analysis.getDescription()).isEqualTo(sentence);
        assertThat(new StartupFailureAnalyzer().analyze(new IllegalStateException("another")))
                .isNull();
    }

    @Test
    void no_secret_is_printed() {
        var all = new HashMap<>(MINIMAL);
        all.put("paycast.auth.admin.username", "root");
        all.put("paycast.auth.admin.password", "a-secret-of-the-admin");
        var settings = bind(all);

        assertThat(settings + " " + settings.admin())
                .doesNotContain("secret")
                .doesNotContain(RunningAuth.keyEncryptionKey());
    }

    private static AuthSettings bind(Map<String, String> settings) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("paycast.auth", AuthSettings.class);
    }
}
