package io.paycast.auth;

import static io.paycast.auth.SettingChecks.checkSetting;
import static io.paycast.auth.SettingChecks.isBaseUrl;
import static io.paycast.auth.SettingChecks.requireBetween;
import static io.paycast.auth.SettingChecks.requireThat;
import static io.paycast.auth.SettingChecks.usernameSetting;

import io.paycast.auth.keys.KeySeal;
import io.paycast.auth.tokens.TokenLifetimes;
import io.paycast.auth.users.BootstrapUsers;
import io.paycast.auth.users.Password;
import io.paycast.auth.users.Scope;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings of the auth service.
 *
 * @param issuer who signs, as tokens say it, and the base of the addresses in the discovery
 *     document
 * @param keyEncryptionKey 32 bytes in base64 that seal the signing keys in the database
 * @param allowedOrigins patterns of the origins whose pages may call {@code /api/auth/}
 * @param admin the first administrator
 * @param localUsers users that are put in order at each start, in local mode only
 * @param tokens how long what is issued is good for
 * @param keys when signing keys come and go
 * @param logins how often a login may be tried, and how many at once
 * @param revocations the Kafka topic that revocations are told on
 */
@ConfigurationProperties("paycast.auth")
record AuthSettings(
        @DefaultValue("http://localhost:8083") String issuer,
        @Nullable String keyEncryptionKey,
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue Admin admin,
        @DefaultValue List<LocalUser> localUsers,
        @DefaultValue Tokens tokens,
        @DefaultValue Keys keys,
        @DefaultValue Logins logins,
        @DefaultValue Revocations revocations) {

    AuthSettings {
        requireThat(
                isBaseUrl(issuer),
                "paycast.auth.issuer must be an http or https address without query, fragment or"
                        + " slash at its end, such as https://auth.example.com.");
        new KeySeal(keyEncryptionKey);
        requireThat(
                allowedOrigins.stream().noneMatch("*"::equals),
                "paycast.auth.allowed-origins must name origins, such as https://shop.example.com or"
                        + " http://localhost:*; a bare * would let every site's pages log in.");
        allowedOrigins = List.copyOf(allowedOrigins);
        localUsers = List.copyOf(localUsers);
    }

    /** Added at start where there is no such user. */
    record Admin(@Nullable String username, @Nullable String password) {
        Admin {
            requireThat(
                    (username == null) == (password == null),
                    "paycast.auth.admin.username and paycast.auth.admin.password go together: set"
                            + " both or neither.");
            if (password != null) {
                checkSetting("admin.password", () -> Password.parseNew(password));
            }
            if (username != null) {
                usernameSetting("admin.username", username);
            }
        }

        Optional<BootstrapUsers.BootstrapUser> user() {
            return Optional.ofNullable(username)
                    .map(name ->
                            new BootstrapUsers.BootstrapUser(
                                    usernameSetting("admin.username", name),
                                    Password.parseNew(password),
                                    EnumSet.allOf(Scope.class)));
        }

        @Override
        public String toString() {
            return "Admin[" + username + "]";
        }
    }

    /** A user with a password that everyone may know. */
    record LocalUser(String username, String password, @DefaultValue List<String> scopes) {
        LocalUser {
            usernameSetting("local-users.username", username);
            checkSetting("local-users.password", () -> Password.parse(password));
            checkSetting("local-users.scopes", () -> Scope.of(scopes));
        }

        BootstrapUsers.BootstrapUser user() {
            return new BootstrapUsers.BootstrapUser(
                    usernameSetting("local-users.username", username),
                    Password.parse(password),
                    Scope.of(scopes));
        }

        @Override
        public String toString() {
            return "LocalUser[" + username + "]";
        }
    }

    /** See {@link io.paycast.auth.tokens.TokenLifetimes}. */
    record Tokens(
            @DefaultValue("15m") Duration accessLife,
            @DefaultValue("7d") Duration refreshLife,
            @DefaultValue("90d") Duration sessionLife,
            @DefaultValue("10s") Duration refreshRetryWindow,
            @DefaultValue("15m") Duration customerLife,
            @DefaultValue("1h") Duration customerMaxLife) {
        Tokens {
            requireBetween("tokens.access-life", accessLife, "2s", "24h");
            requireBetween("tokens.refresh-life", refreshLife, "1m", "365d");
            requireBetween("tokens.session-life", sessionLife, "1m", "3650d");
            requireBetween("tokens.refresh-retry-window", refreshRetryWindow, "0s", "5m");
            requireBetween("tokens.customer-max-life", customerMaxLife, "2s", "24h");
            requireBetween("tokens.customer-life", customerLife, "2s", "24h");
            requireThat(
                    customerLife.compareTo(customerMaxLife) <= 0,
                    "paycast.auth.tokens.customer-life must not exceed"
                            + " paycast.auth.tokens.customer-max-life.");
        }

        TokenLifetimes lifetimes() {
            return new TokenLifetimes(
                    accessLife,
                    refreshLife,
                    sessionLife,
                    refreshRetryWindow,
                    customerLife,
                    customerMaxLife);
        }
    }

    /** See {@link io.paycast.auth.keys.KeyRotation}. */
    record Keys(@DefaultValue("30d") Duration signFor, @DefaultValue("1h") Duration publishAhead) {
        Keys {
            requireBetween("keys.publish-ahead", publishAhead, "10m", "30d");
            requireThat(
                    signFor.compareTo(publishAhead.multipliedBy(2)) >= 0,
                    "paycast.auth.keys.sign-for must be at least twice"
                            + " paycast.auth.keys.publish-ahead.");
        }
    }

    /** Attempts a minute; threads that hash passwords (0: one per core) and how many may wait. */
    record Logins(
            @DefaultValue("10") int perMinute,
            @DefaultValue("100") int perAddressPerMinute,
            @DefaultValue("0") int hashingThreads,
            @DefaultValue("100") int hashingQueue) {
        Logins {
            requireBetween("logins.per-minute", perMinute, 1, 10_000);
            requireBetween("logins.per-address-per-minute", perAddressPerMinute, 1, 10_000);
            requireBetween("logins.hashing-threads", hashingThreads, 0, 64);
            requireBetween("logins.hashing-queue", hashingQueue, 1, 10_000);
        }

        int threads() {
            return hashingThreads == 0
                    ? Runtime.getRuntime().availableProcessors()
                    : hashingThreads;
        }
    }

    /** The topic's replicas, should it have to be created; 0 for the broker's default. */
    record Revocations(@DefaultValue("0") int replication) {
        Revocations {
            requireBetween("revocations.replication", replication, 0, 32);
        }
    }

    /** What seals the signing keys. */
    KeySeal keySeal() {
        return new KeySeal(keyEncryptionKey);
    }

    /** The settings that are not this service's, checked against those that are. */
    void check(ServiceSettings shared) {
        requireThat(
                shared.local() || localUsers.isEmpty(),
                "paycast.auth.local-users is for a developer's machine: remove it, or set"
                        + " paycast.local=true if this is one.");
    }

    @Override
    public String toString() {
        return "AuthSettings[" + issuer + "]";
    }
}
