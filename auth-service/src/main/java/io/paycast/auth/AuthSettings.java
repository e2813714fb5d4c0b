package io.paycast.auth;

import static io.paycast.settings.SettingChecks.require;
import static io.paycast.settings.SettingChecks.requireBetween;
import static io.paycast.settings.SettingChecks.requireOrigins;
import static io.paycast.settings.SettingChecks.requirePositive;

import io.paycast.auth.http.JsonBodyReader;
import io.paycast.auth.http.ResponseWriter;
import io.paycast.auth.login.LoginLimits;
import io.paycast.auth.tokens.TokenLifetimes;
import io.paycast.body.InFlightLimit;
import io.paycast.body.InFlightShares;
import io.paycast.net.ClientNetwork;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The settings {@code paycast.auth.*}, except those of {@link KeySettings} and {@link
 * BootstrapSettings}.
 *
 * @param issuer the claim {@code iss} of all tokens, and the base URL of the addresses in the
 *     discovery document
 * @param allowedOrigins patterns of the origins whose pages may call {@code /api/auth/}
 * @param tokens the lifetimes of tokens and sessions
 * @param logins the rate limits of logins, and the threads that hash passwords
 * @param http what clients may hold: connections, requests and the memory of their bodies
 * @param revocations the Kafka topic of revocations
 */
@ConfigurationProperties("paycast.auth")
record AuthSettings(
        @DefaultValue("http://localhost:8083") String issuer,
        @DefaultValue List<String> allowedOrigins,
        @DefaultValue Tokens tokens,
        @DefaultValue Logins logins,
        @DefaultValue Http http,
        @DefaultValue Revocations revocations) {

    AuthSettings {
        require(
                isBaseUrl(issuer),
                "paycast.auth.issuer must be an http or https URL without query, fragment or trailing"
                        + " slash, such as https://auth.example.com.");
        require(
                allowedOrigins.stream().noneMatch("*"::equals),
                "paycast.auth.allowed-origins must name origins, such as https://shop.example.com or"
                        + " http://localhost:*. A bare * would allow a login from every website.");
        requireOrigins("paycast.auth.allowed-origins", allowedOrigins);
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    /**
     * The lifetimes of tokens and sessions.
     *
     * @see TokenLifetimes
     */
    record Tokens(
            @DefaultValue("15m") Duration accessLife,
            @DefaultValue("7d") Duration refreshLife,
            @DefaultValue("90d") Duration sessionLife,
            @DefaultValue("10s") Duration refreshRetryWindow,
            @DefaultValue("15m") Duration customerLife,
            @DefaultValue("1h") Duration customerMaxLife) {

        private static final Duration MIN_TOKEN = Duration.ofSeconds(2);

        /**
         * The longest lifetime that a token can have. Revocations and signing keys are kept for
         * this long, because tokens may have been issued before the lifetimes were lowered.
         */
        static final Duration MAX_TOKEN = Duration.ofHours(24);

        private static final Duration MIN_SESSION = Duration.ofMinutes(1);

        Tokens {
            between("access-life", accessLife, MIN_TOKEN, MAX_TOKEN);
            between("refresh-life", refreshLife, MIN_SESSION, Duration.ofDays(365));
            between("session-life", sessionLife, MIN_SESSION, Duration.ofDays(3650));
            between(
                    "refresh-retry-window",
                    refreshRetryWindow,
                    Duration.ZERO,
                    Duration.ofMinutes(5));
            between("customer-max-life", customerMaxLife, MIN_TOKEN, MAX_TOKEN);
            between("customer-life", customerLife, MIN_TOKEN, MAX_TOKEN);
            require(
                    customerLife.compareTo(customerMaxLife) <= 0,
                    "paycast.auth.tokens.customer-life must not exceed"
                            + " paycast.auth.tokens.customer-max-life.");
        }

        private static void between(String name, Duration value, Duration min, Duration max) {
            requireBetween("paycast.auth.tokens." + name, value, min, max);
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

    /**
     * The rate limits of logins, and the threads that hash passwords.
     *
     * @param perMinute attempts per minute with one username from one client
     * @param perAddressPerMinute attempts per minute from one client
     * @param perUsernamePerMinute attempts per minute with one username from all clients from which
     *     that user has not logged in before
     * @param refreshesPerAddressPerMinute refreshes and logouts per minute from one client
     * @param hashingThreads threads that hash passwords; 0 for one per core
     * @param hashingQueue the maximum number of logins that wait for a thread
     */
    record Logins(
            @DefaultValue("10") int perMinute,
            @DefaultValue("100") int perAddressPerMinute,
            @DefaultValue("100") int perUsernamePerMinute,
            @DefaultValue("600") int refreshesPerAddressPerMinute,
            @DefaultValue("0") int hashingThreads,
            @DefaultValue("100") int hashingQueue) {

        private static final int ADDRESS_SHARE = 4;

        Logins {
            requireBetween("paycast.auth.logins.per-minute", perMinute, 1, 10_000);
            requireBetween(
                    "paycast.auth.logins.per-address-per-minute", perAddressPerMinute, 1, 10_000);
            requireBetween(
                    "paycast.auth.logins.per-username-per-minute", perUsernamePerMinute, 1, 10_000);
            requireBetween(
                    "paycast.auth.logins.refreshes-per-address-per-minute",
                    refreshesPerAddressPerMinute,
                    1,
                    1_000_000);
            requireBetween("paycast.auth.logins.hashing-threads", hashingThreads, 0, 64);
            requireBetween("paycast.auth.logins.hashing-queue", hashingQueue, 1, 10_000);
        }

        LoginLimits.PerMinute limits() {
            return new LoginLimits.PerMinute(perMinute, perAddressPerMinute, perUsernamePerMinute);
        }

        /** The logins of one address that may wait for a thread or have one. */
        int hashingShare() {
            return Math.max(1, hashingQueue / ADDRESS_SHARE);
        }

        int threads() {
            return hashingThreads == 0
                    ? Runtime.getRuntime().availableProcessors()
                    : hashingThreads;
        }
    }

    /**
     * What clients may hold. Requests without a token (login, refresh and logout) and requests with
     * a token have the same limits, but do not take from each other.
     *
     * @param maxConnections connections of clients, except trusted proxies; one address has at most
     *     half of them
     * @param maxRequests requests in progress, with and without a token each; without one, an
     *     address has at most a sixteenth of them, and with one, a user at most a quarter
     * @param maxBodyMemory the memory of their bodies, divided in the same way
     */
    record Http(
            @DefaultValue("5000") int maxConnections,
            @DefaultValue("4096") int maxRequests,
            @DefaultValue("32MB") DataSize maxBodyMemory) {

        /** Without a token: any password and username in any JSON encoding fit. */
        private static final int PUBLIC_BODY_BYTES = 8 * 1024;

        /** Longer than any body whose customer token would be short enough to be used. */
        private static final int BODY_BYTES = 64 * 1024;

        private static final int ADDRESS_SHARE = 16;
        private static final int USER_SHARE = 4;

        Http {
            requirePositive("paycast.auth.http.max-connections", maxConnections);
            requireBetween("paycast.auth.http.max-requests", maxRequests, 16, 100_000);
            requireBetween(
                    "paycast.auth.http.max-body-memory",
                    maxBodyMemory,
                    DataSize.ofKilobytes(256),
                    DataSize.ofGigabytes(1));
        }

        JsonBodyReader<ClientNetwork> publicBodies(ResponseWriter writer) {
            return new JsonBodyReader<>(PUBLIC_BODY_BYTES, shares(ADDRESS_SHARE), writer);
        }

        JsonBodyReader<String> bodies(ResponseWriter writer) {
            return new JsonBodyReader<>(BODY_BYTES, shares(USER_SHARE), writer);
        }

        private <K> InFlightShares<K> shares(int divisor) {
            return new InFlightShares<>(
                    new InFlightLimit(maxRequests, maxBodyMemory.toBytes()), divisor);
        }
    }

    /**
     * The Kafka topic of revocations.
     *
     * @param replication the replication factor of a new topic; 0 for the broker's default
     * @param minInSyncReplicas the replicas of a new topic that must have a revocation; 0 for 2 if
     *     {@code replication} is 3 or more, and for the broker's default otherwise
     */
    record Revocations(
            @DefaultValue("0") int replication, @DefaultValue("0") int minInSyncReplicas) {
        Revocations {
            requireBetween("paycast.auth.revocations.replication", replication, 0, 32);
            requireBetween(
                    "paycast.auth.revocations.min-in-sync-replicas", minInSyncReplicas, 0, 32);
            require(
                    replication == 0 || minInSyncReplicas <= replication,
                    "paycast.auth.revocations.min-in-sync-replicas must not exceed"
                            + " paycast.auth.revocations.replication.");
        }
    }

    private static boolean isBaseUrl(String text) {
        try {
            var uri = URI.create(text);
            return ("http".equals(uri.getScheme()) || "https".equals(uri.getScheme()))
                    && uri.getHost() != null
                    && uri.getQuery() == null
                    && uri.getFragment() == null
                    && !text.endsWith("/");
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
