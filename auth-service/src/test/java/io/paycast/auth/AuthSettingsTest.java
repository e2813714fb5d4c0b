package io.paycast.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paycast.settings.InvalidSettingException;
import java.sql.SQLException;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import org.flywaydb.core.internal.exception.sqlExceptions.FlywaySqlUnableToConnectToDbException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.util.unit.DataSize;

class AuthSettingsTest {

    private static final Map<String, String> MINIMAL =
            Map.of("paycast.auth.key-encryption-key", RunningAuth.keyEncryptionKey());

    @Test
    void hasTheseDefaults() {
        var settings = bind(MINIMAL);

        assertThat(settings.issuer()).isEqualTo("http://localhost:8083");
        assertThat(settings.allowedOrigins()).isEmpty();
        assertThat(bootstrap(MINIMAL).admin().user()).isEmpty();
        assertThat(bootstrap(MINIMAL).localUsers()).isEmpty();
        assertThat(settings.tokens().accessLife()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.tokens().refreshLife()).isEqualTo(Duration.ofDays(7));
        assertThat(settings.tokens().sessionLife()).isEqualTo(Duration.ofDays(90));
        assertThat(settings.tokens().refreshRetryWindow()).isEqualTo(Duration.ofSeconds(10));
        assertThat(settings.tokens().customerLife()).isEqualTo(Duration.ofMinutes(15));
        assertThat(settings.tokens().customerMaxLife()).isEqualTo(Duration.ofHours(1));
        assertThat(keys(MINIMAL).keys().signFor()).isEqualTo(Duration.ofDays(30));
        assertThat(keys(MINIMAL).keys().publishAhead()).isEqualTo(Duration.ofHours(1));
        assertThat(settings.logins().perMinute()).isEqualTo(10);
        assertThat(settings.logins().perAddressPerMinute()).isEqualTo(100);
        assertThat(settings.logins().perUsernamePerMinute()).isEqualTo(100);
        assertThat(settings.logins().refreshesPerAddressPerMinute()).isEqualTo(600);
        assertThat(settings.logins().hashingThreads()).isZero();
        assertThat(settings.logins().hashingQueue()).isEqualTo(100);
        assertThat(settings.http().maxConnections()).isEqualTo(5_000);
        assertThat(settings.http().maxRequests()).isEqualTo(4_096);
        assertThat(settings.http().maxBodyMemory()).isEqualTo(DataSize.ofMegabytes(32));
        assertThat(settings.revocations().replication()).isZero();
        assertThat(settings.revocations().minInSyncReplicas()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    issuer                        | auth.example.com        | issuer must be an http or https URL
                    issuer                        | https://a.example/      | issuer must be an http or https URL
                    issuer                        | https://a.example?x=1   | issuer must be an http or https URL
                    key-encryption-key            | dG9vIHNob3J0            | key-encryption-key must be a key of 32 bytes in Base64
                    key-encryption-key            | not base64!             | openssl rand -base64 32
                    allowed-origins               | *                       | allowed-origins must name origins
                    allowed-origins               | shop.example            | allowed-origins is invalid: "shop.example" is not an origin
                    admin.username                | root                    | belong together
                    admin.password                | longer than twelve      | belong together
                    tokens.access-life            | 1s                      | tokens.access-life must be 2s to 1d
                    tokens.access-life            | 25h                     | tokens.access-life must be 2s to 1d
                    tokens.refresh-life           | 0s                      | tokens.refresh-life must be 1m to 365d
                    tokens.session-life           | 30s                     | tokens.session-life must be 1m to 3650d
                    tokens.refresh-retry-window   | 6m                      | tokens.refresh-retry-window must be 0s to 5m
                    tokens.customer-life          | 2h                      | customer-life must not exceed
                    tokens.customer-max-life      | 25h                     | tokens.customer-max-life must be 2s to 1d
                    keys.publish-ahead            | 1m                      | keys.publish-ahead must be 10m to 30d
                    keys.sign-for                 | 1h                      | sign-for must be at least twice
                    logins.per-minute             | 0                       | logins.per-minute must be 1 to 10000
                    logins.per-address-per-minute | 0                       | logins.per-address-per-minute must be 1 to 10000
                    logins.per-username-per-minute | 0                      | logins.per-username-per-minute must be 1 to 10000
                    logins.refreshes-per-address-per-minute | 0             | refreshes-per-address-per-minute must be 1 to 1000000
                    logins.hashing-threads        | -1                      | logins.hashing-threads must be 0 to 64
                    logins.hashing-queue          | 0                       | logins.hashing-queue must be 1 to 10000
                    http.max-connections          | 0                       | http.max-connections must be 1 or more, but is 0
                    http.max-requests             | 15                      | http.max-requests must be 16 to 100000, but is 15
                    http.max-body-memory          | 255KB                   | http.max-body-memory must be 256KB to 1GB, but is 255KB
                    revocations.replication       | -1                      | revocations.replication must be 0 to 32
                    revocations.min-in-sync-replicas | 33                   | revocations.min-in-sync-replicas must be 0 to 32
                    local-users[0].username       | a b                     | local-users.username is invalid: A username must be
                    """)
    void refusesAnInvalidSetting(String setting, String value, String sentence) {
        var all = new HashMap<>(MINIMAL);
        all.put("paycast.auth." + setting, value);

        assertThatThrownBy(() -> bindAll(all))
                .rootCause()
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("paycast.auth.")
                .hasMessageContaining(sentence);
    }

    @ParameterizedTest
    @ValueSource(strings = {"short", "eleven char"})
    void refusesAShortAdministratorPassword(String password) {
        var all = new HashMap<>(MINIMAL);
        all.put("paycast.auth.admin.username", "root");
        all.put("paycast.auth.admin.password", password);

        assertThatThrownBy(() -> bootstrap(all))
                .rootCause()
                .hasMessage(
                        "paycast.auth.admin.password is invalid: A new password must have at least"
                                + " 12 characters.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"administrator1", "root-root-root-1", "aaaaaaaaaaaa", "123456789012"})
    void refusesAGuessableAdministratorPassword(String password) {
        var all = new HashMap<>(MINIMAL);
        all.put("paycast.auth.admin.username", "root");
        all.put("paycast.auth.admin.password", password);

        assertThatThrownBy(() -> bootstrap(all))
                .rootCause()
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith(
                        "paycast.auth.admin.password is invalid: A new password must");
    }

    @Test
    void explainsHowToCreateAMissingKey() {
        assertThatThrownBy(() -> keys(Map.of()))
                .rootCause()
                .hasMessageContaining("openssl rand -base64 32");
    }

    @Test
    void refusesLocalUsersOutsideLocalMode() {
        var all = new HashMap<>(MINIMAL);
        all.put("paycast.auth.local-users[0].username", "demo");
        all.put("paycast.auth.local-users[0].password", "demo");
        var settings = bootstrap(all);

        settings.check(new ModeSettings(true));
        assertThatThrownBy(() -> settings.check(new ModeSettings(false)))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("paycast.local=true");
    }

    @Test
    void explainsThatTheDatabaseIsUnreachable() {
        var unreachable =
                new FlywaySqlUnableToConnectToDbException(
                        new SQLException("refused"), new DriverManagerDataSource());
        var failure = new IllegalStateException("Error creating bean", unreachable);

        var analysis = Objects.requireNonNull(new DatabaseUnreachableAnalyzer().analyze(failure));

        assertThat(analysis.getDescription()).isEqualTo("PostgreSQL is unreachable.");
        assertThat(new DatabaseUnreachableAnalyzer().analyze(new IllegalStateException("another")))
                .isNull();
    }

    @Test
    void keepsSecretsOutOfToString() {
        var all = new HashMap<>(MINIMAL);
        all.put("paycast.auth.admin.username", "root");
        all.put("paycast.auth.admin.password", "a-secret-of-the-admin");
        var bootstrap = bootstrap(all);

        assertThat(bind(all) + " " + keys(all) + " " + bootstrap + " " + bootstrap.admin())
                .doesNotContain("secret")
                .doesNotContain(RunningAuth.keyEncryptionKey());
    }

    private static void bindAll(Map<String, String> settings) {
        bind(settings);
        keys(settings);
        bootstrap(settings);
    }

    private static AuthSettings bind(Map<String, String> settings) {
        return bind(settings, AuthSettings.class);
    }

    private static KeySettings keys(Map<String, String> settings) {
        return bind(settings, KeySettings.class);
    }

    private static BootstrapSettings bootstrap(Map<String, String> settings) {
        return bind(settings, BootstrapSettings.class);
    }

    private static <T> T bind(Map<String, String> settings, Class<T> type) {
        return new Binder(new MapConfigurationPropertySource(settings))
                .bindOrCreate("paycast.auth", type);
    }
}
