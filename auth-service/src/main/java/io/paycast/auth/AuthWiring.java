package io.paycast.auth;

import io.paycast.auth.access.AuthSecurity;
import io.paycast.auth.access.BearerTokenDecoder;
import io.paycast.auth.http.BoundedExecutor;
import io.paycast.auth.http.ClientAddresses;
import io.paycast.auth.http.JsonBodyReader;
import io.paycast.auth.http.ResponseWriter;
import io.paycast.auth.http.SharedExecutor;
import io.paycast.auth.keys.DiscoveryRoutes;
import io.paycast.auth.keys.KeyRefresher;
import io.paycast.auth.keys.KeyRotation;
import io.paycast.auth.keys.SigningKeys;
import io.paycast.auth.login.LoginLimits;
import io.paycast.auth.login.LoginRoute;
import io.paycast.auth.revocation.DatabaseClock;
import io.paycast.auth.revocation.KafkaRevocationLog;
import io.paycast.auth.revocation.RevocationHealth;
import io.paycast.auth.revocation.RevocationPublisher;
import io.paycast.auth.revocation.Revocations;
import io.paycast.auth.tokens.AccessTokens;
import io.paycast.auth.tokens.CustomerTokens;
import io.paycast.auth.tokens.LoginSessions;
import io.paycast.auth.tokens.RefreshLimit;
import io.paycast.auth.tokens.SessionRoutes;
import io.paycast.auth.tokens.TokenIssuer;
import io.paycast.auth.tokens.TokenLifetimes;
import io.paycast.auth.tokens.TokenRoutes;
import io.paycast.auth.users.BootstrapUsers;
import io.paycast.auth.users.CallerGuard;
import io.paycast.auth.users.PasswordHashes;
import io.paycast.auth.users.Scope;
import io.paycast.auth.users.UserRoutes;
import io.paycast.auth.users.Users;
import io.paycast.http.HttpSecurityWiring;
import io.paycast.http.HttpWiring;
import io.paycast.http.MethodRoutes;
import io.paycast.liveness.Clocks;
import io.paycast.net.ClientNetwork;
import io.paycast.settings.ProxySettings;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.config.web.server.ServerHttpSecurity;
import org.springframework.security.web.server.SecurityWebFilterChain;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/**
 * Constructs the auth service in the order of a login: security, the login endpoint with its
 * limits, users, sessions, signing keys, tokens. The other endpoints and the publication of
 * revocations follow.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({
    AuthSettings.class,
    KeySettings.class,
    BootstrapSettings.class,
    ModeSettings.class,
    ProxySettings.class
})
@Import({HttpWiring.class, HttpSecurityWiring.class, AuthHttpWiring.class})
@PropertySource("classpath:paycast-auth.properties")
public class AuthWiring {

    /** The clock of a verifier may be late by this much. */
    private static final Duration MAX_CLOCK_SKEW = Duration.ofMinutes(5);

    /** The methods that each path supports. */
    private static final Map<String, List<String>> METHODS =
            Map.ofEntries(
                    Map.entry("/api/auth/login", List.of("POST")),
                    Map.entry("/api/auth/refresh", List.of("POST")),
                    Map.entry("/api/auth/logout", List.of("POST")),
                    Map.entry("/api/auth/customer-token", List.of("POST")),
                    Map.entry("/api/auth/revoke", List.of("POST")),
                    Map.entry("/api/auth/users", List.of("GET", "HEAD", "POST")),
                    Map.entry(
                            "/api/auth/users/{username}",
                            List.of("GET", "HEAD", "PATCH", "DELETE")),
                    Map.entry("/.well-known/jwks.json", List.of("GET", "HEAD")),
                    Map.entry("/.well-known/openid-configuration", List.of("GET", "HEAD")));

    private static final int DATABASE_THREADS = 8;
    private static final int DATABASE_QUEUE = 1000;

    /** Tests replace the clock by this name. */
    @Bean(defaultCandidate = false)
    @ConditionalOnMissingBean(name = "authClock")
    Clock authClock() {
        return Clock.systemUTC();
    }

    /** Measures intervals, whatever happens to the time of day. Tests replace it by this name. */
    @Bean(defaultCandidate = false)
    @ConditionalOnMissingBean(name = "authSteadyClock")
    InstantSource authSteadyClock() {
        return Clocks.system().steady();
    }

    @Bean
    TokenLifetimes authTokenLifetimes(AuthSettings settings) {
        return settings.tokens().lifetimes();
    }

    @Bean
    SecurityWebFilterChain authSecurity(
            ServerHttpSecurity http,
            AuthSettings settings,
            ProxySettings proxies,
            SigningKeys keys,
            Revocations revocations,
            ResponseWriter responses,
            @Qualifier("authDatabase") BoundedExecutor database,
            @Qualifier("authClock") Clock clock) {
        var tokens =
                new BearerTokenDecoder(
                        keys,
                        revocations,
                        settings.issuer(),
                        AccessTokens.AUDIENCE,
                        clock,
                        database);
        return new AuthSecurity(responses, proxies.proxies(), settings.allowedOrigins())
                .chain(http, tokens);
    }

    @Bean
    LoginRoute authLogin(
            AuthSettings settings,
            ProxySettings proxies,
            JsonBodyReader<ClientNetwork> bodies,
            @Qualifier("authHashing") BoundedExecutor hashing,
            Users users,
            TokenIssuer tokenIssuer,
            @Qualifier("authSteadyClock") InstantSource clock) {
        return new LoginRoute(
                users,
                tokenIssuer,
                new LoginLimits(settings.logins().limits(), clock),
                new ClientAddresses(proxies.proxies()),
                new SharedExecutor<>(hashing, settings.logins().hashingShare()),
                bodies);
    }

    /** Has one thread per core by default, because a hash keeps a core busy. */
    @Bean(defaultCandidate = false)
    BoundedExecutor authHashing(AuthSettings settings) {
        var logins = settings.logins();
        return new BoundedExecutor("auth-hashing", logins.threads(), logins.hashingQueue());
    }

    @Bean
    Users authUsers(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Revocations revocations,
            @Qualifier("authClock") Clock clock) {
        return new Users(jdbc, transactions, new PasswordHashes(), revocations, clock);
    }

    @Bean
    CallerGuard authCallerGuard(
            Users users, Revocations revocations, TransactionTemplate transactions) {
        return new CallerGuard(users, revocations, transactions);
    }

    @Bean
    BootstrapUsers authBootstrapUsers(Users users, BootstrapSettings settings, ModeSettings mode) {
        settings.check(mode);
        return new BootstrapUsers(
                users,
                settings.admin().user(),
                settings.localUsers().stream().map(BootstrapSettings.LocalUser::user).toList());
    }

    @Bean
    LoginSessions authSessions(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            Users users,
            Revocations revocations,
            TokenLifetimes lifetimes,
            @Qualifier("authClock") Clock clock) {
        return new LoginSessions(jdbc, transactions, users, revocations, lifetimes, clock);
    }

    @Bean
    SigningKeys authSigningKeys(
            JdbcClient jdbc,
            TransactionTemplate transactions,
            KeySettings settings,
            @Qualifier("authClock") Clock clock,
            @Qualifier("authSteadyClock") InstantSource steadyClock) {
        var rotation =
                new KeyRotation(
                        settings.keys().signFor(),
                        settings.keys().publishAhead(),
                        AuthSettings.Tokens.MAX_TOKEN.plus(MAX_CLOCK_SKEW));
        return new SigningKeys(
                jdbc, transactions, settings.seal(), rotation, new Clocks(clock, steadyClock));
    }

    @Bean
    KeyRefresher authKeyRefresher(SigningKeys keys) {
        return new KeyRefresher(keys);
    }

    @Bean
    AccessTokens authAccessTokens(
            SigningKeys keys, AuthSettings settings, @Qualifier("authClock") Clock clock) {
        return new AccessTokens(keys, settings.issuer(), clock);
    }

    @Bean
    TokenIssuer authTokenIssuer(
            LoginSessions sessions, AccessTokens tokens, TokenLifetimes lifetimes) {
        return new TokenIssuer(sessions, tokens, lifetimes);
    }

    @Bean
    RefreshLimit authRefreshLimit(
            AuthSettings settings, @Qualifier("authSteadyClock") InstantSource clock) {
        return new RefreshLimit(settings.logins().refreshesPerAddressPerMinute(), clock);
    }

    @Bean
    SessionRoutes authSessionRoutes(
            RefreshLimit limit,
            ProxySettings proxies,
            TokenIssuer tokenIssuer,
            @Qualifier("authDatabase") BoundedExecutor database,
            JsonBodyReader<ClientNetwork> bodies) {
        return new SessionRoutes(
                tokenIssuer, limit, new ClientAddresses(proxies.proxies()), database, bodies);
    }

    @Bean
    TokenRoutes authTokens(
            CustomerTokens customerTokens,
            Users users,
            Revocations revocations,
            CallerGuard guard,
            @Qualifier("authDatabase") BoundedExecutor database,
            JsonBodyReader<String> bodies) {
        return new TokenRoutes(customerTokens, users, revocations, guard, database, bodies);
    }

    @Bean(defaultCandidate = false)
    BoundedExecutor authDatabase() {
        return new BoundedExecutor("auth-database", DATABASE_THREADS, DATABASE_QUEUE);
    }

    @Bean
    CustomerTokens authCustomerTokens(
            CallerGuard guard,
            AccessTokens tokens,
            Revocations revocations,
            TokenLifetimes lifetimes) {
        return new CustomerTokens(guard, tokens, revocations, lifetimes);
    }

    @Bean
    UserRoutes authUserAdministration(
            Users users,
            CallerGuard guard,
            @Qualifier("authHashing") BoundedExecutor hashing,
            @Qualifier("authDatabase") BoundedExecutor database,
            JsonBodyReader<String> bodies,
            ResponseWriter responses) {
        return new UserRoutes(users, guard, hashing, database, bodies, responses);
    }

    @Bean
    DiscoveryRoutes authDiscovery(
            SigningKeys keys, AuthSettings settings, ResponseWriter responses) {
        return new DiscoveryRoutes(keys, settings.issuer(), Scope.wireNames(), responses);
    }

    @Bean
    RouterFunction<ServerResponse> authRoutes(
            LoginRoute login,
            SessionRoutes sessions,
            TokenRoutes tokens,
            UserRoutes users,
            DiscoveryRoutes discovery) {
        return login.routes()
                .and(sessions.routes())
                .and(tokens.routes())
                .and(users.routes())
                .and(discovery.routes())
                .and(MethodRoutes.of(METHODS));
    }

    /** Tests replace the clock by this name. */
    @Bean(defaultCandidate = false)
    @ConditionalOnMissingBean(name = "authDatabaseClock")
    InstantSource authDatabaseClock(JdbcClient jdbc) {
        return new DatabaseClock(jdbc);
    }

    @Bean
    Revocations authRevocations(
            JdbcClient jdbc, @Qualifier("authDatabaseClock") InstantSource clock) {
        return new Revocations(jdbc, AuthSettings.Tokens.MAX_TOKEN.plus(MAX_CLOCK_SKEW), clock);
    }

    /** Starts after all other beans, and stops before them. */
    @Bean
    RevocationPublisher authRevocationPublisher(
            Revocations revocations,
            KafkaProperties kafka,
            AuthSettings settings,
            JdbcClient jdbc,
            TransactionTemplate transactions) {
        var topic = settings.revocations();
        var revocationLog =
                new KafkaRevocationLog(
                        kafka.buildAdminProperties(),
                        kafka.buildProducerProperties(),
                        Optional.of((short) topic.replication()).filter(it -> it > 0),
                        Optional.of(topic.minInSyncReplicas()).filter(it -> it > 0));
        return new RevocationPublisher(revocations, revocationLog, jdbc, transactions);
    }

    @Bean
    RevocationHealth authRevocationsHealthIndicator(RevocationPublisher publisher) {
        return new RevocationHealth(publisher);
    }
}
