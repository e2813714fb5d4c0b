package io.paycast.auth.tokens;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.paycast.auth.RunningAuth;
import io.paycast.auth.RunningAuth.Client;
import io.paycast.auth.RunningAuth.Tokens;
import io.paycast.auth.users.Username;
import io.paycast.auth.users.Users;
import java.net.InetAddress;
import java.text.ParseException;
import java.time.Duration;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RefreshTest {

    private static RunningAuth auth;

    private Client client;
    private Tokens login;

    @BeforeAll
    static void start() {
        auth = RunningAuth.start();
    }

    @AfterAll
    static void stop() {
        auth.close();
    }

    @BeforeEach
    void logIn() {
        client = auth.client();
        login = client.login("admin", RunningAuth.ADMIN_PASSWORD);
    }

    @Test
    void issuesNewTokensOfTheSameSession() {
        var refreshed = Client.tokens(client.refresh(login.refreshToken()));

        assertThat(refreshed.refreshToken()).isNotEqualTo(login.refreshToken());
        assertThat(claim(refreshed, "sid")).isEqualTo(claim(login, "sid"));
        assertThat(claim(refreshed, "sub")).isEqualTo("admin");
        assertThat(claim(refreshed, "jti")).isNotEqualTo(claim(login, "jti"));
    }

    @Test
    void refreshesAgainAndAgain() {
        var tokens = login;
        for (int i = 0; i < 20; i++) {
            auth.clock.advance(Duration.ofMinutes(15));
            tokens = Client.tokens(client.refresh(tokens.refreshToken()));
        }
        client.with(tokens.token()).get("/api/auth/users").expectStatus().isOk();
    }

    @Test
    void revokesTheSessionWhenARefreshTokenIsReused() {
        var thief = Client.tokens(auth.client().refresh(login.refreshToken()));
        auth.clock.advance(Duration.ofSeconds(11));

        client.refresh(login.refreshToken()).expectStatus().isUnauthorized();

        auth.client().refresh(thief.refreshToken()).expectStatus().isUnauthorized();
        client.with(thief.token()).get("/api/auth/users").expectStatus().isUnauthorized();
        client.with(login.token()).get("/api/auth/users").expectStatus().isUnauthorized();
        assertThat(isRevoked(claim(login, "sid"))).isTrue();
    }

    @Test
    void revokesTheSessionAtOnceWhenTheSuccessorIsUsed() {
        var second = Client.tokens(client.refresh(login.refreshToken()));
        Client.tokens(client.refresh(second.refreshToken()));

        client.refresh(login.refreshToken()).expectStatus().isUnauthorized();

        assertThat(isRevoked(claim(login, "sid"))).isTrue();
    }

    @Test
    void repeatsTheResponseWithinTheRetryWindow() {
        var lost = Client.tokens(client.refresh(login.refreshToken()));
        auth.clock.advance(Duration.ofMillis(9_999));

        var repeated = Client.tokens(client.refresh(login.refreshToken()));

        assertThat(repeated.refreshToken()).isEqualTo(lost.refreshToken());
        Client.tokens(client.refresh(repeated.refreshToken()));
    }

    @Test
    void detectsAThiefWhoUsedTheRetryWindow() {
        var owner = Client.tokens(client.refresh(login.refreshToken()));
        var thief = Client.tokens(auth.client().refresh(login.refreshToken()));
        auth.clock.advance(Duration.ofMinutes(15));
        Client.tokens(client.refresh(owner.refreshToken()));
        auth.clock.advance(Duration.ofMinutes(15));

        auth.client().refresh(thief.refreshToken()).expectStatus().isUnauthorized();

        assertThat(isRevoked(claim(login, "sid"))).isTrue();
    }

    @Test
    void detectsAThiefWhoAlwaysStaysWithinTheRetryWindow() {
        var owner = login;
        var thief = login;
        for (int i = 0; i < 3; i++) {
            auth.clock.advance(Duration.ofMinutes(15));
            owner = Client.tokens(client.refresh(owner.refreshToken()));
            auth.clock.advance(Duration.ofSeconds(1));
            thief = Client.tokens(auth.client().refresh(thief.refreshToken()));
        }
        assertThat(isRevoked(claim(login, "sid"))).isFalse();

        auth.clock.advance(Duration.ofMinutes(15));
        Client.tokens(auth.client().refresh(thief.refreshToken()));
        client.refresh(owner.refreshToken()).expectStatus().isUnauthorized();

        assertThat(isRevoked(claim(login, "sid"))).isTrue();
    }

    @Test
    void toleratesLostResponsesThatAreNotInARow() {
        var tokens = login;
        for (int i = 0; i < 10; i++) {
            for (int lost = 0; lost < i % 4; lost++) {
                Client.tokens(client.refresh(tokens.refreshToken()));
                Client.tokens(client.refresh(tokens.refreshToken()));
                tokens = Client.tokens(client.refresh(tokens.refreshToken()));
            }
            tokens = Client.tokens(client.refresh(tokens.refreshToken()));
        }
        assertThat(isRevoked(claim(login, "sid"))).isFalse();
    }

    @Test
    void givesConcurrentRefreshesTheSameSuccessor() throws Exception {
        var both = atOnce(8, () -> Client.tokens(client.refresh(login.refreshToken())));

        assertThat(both.stream().map(Tokens::refreshToken).distinct()).hasSize(1);
        assertThat(isRevoked(claim(login, "sid"))).isFalse();
    }

    @Test
    void revokesTheSessionAndItsAccessTokensOnLogout() {
        var refreshed = Client.tokens(client.refresh(login.refreshToken()));

        client.logout(refreshed.refreshToken()).expectStatus().isNoContent();

        client.refresh(refreshed.refreshToken()).expectStatus().isUnauthorized();
        client.with(login.token()).get("/api/auth/users").expectStatus().isUnauthorized();
        client.with(refreshed.token()).get("/api/auth/users").expectStatus().isUnauthorized();
        assertThat(isRevoked(claim(login, "sid"))).isTrue();
    }

    @Test
    void acceptsAUsedRefreshTokenForLogout() {
        var refreshed = Client.tokens(client.refresh(login.refreshToken()));

        client.logout(login.refreshToken()).expectStatus().isNoContent();

        client.refresh(refreshed.refreshToken()).expectStatus().isUnauthorized();
    }

    @Test
    void respondsAlikeToARepeatedOrInvalidLogout() {
        client.logout(login.refreshToken()).expectStatus().isNoContent();
        client.logout(login.refreshToken()).expectStatus().isNoContent();
        client.logout("invalid").expectStatus().isNoContent();
    }

    @Test
    void keepsOtherSessionsOfTheUserOnLogout() {
        var other = client.login("admin", RunningAuth.ADMIN_PASSWORD);

        client.logout(login.refreshToken()).expectStatus().isNoContent();

        client.with(other.token()).get("/api/auth/users").expectStatus().isOk();
        client.refresh(other.refreshToken()).expectStatus().isOk();
    }

    @Test
    void expiresAnUnusedRefreshTokenAfterAWeek() {
        auth.clock.advance(Duration.ofDays(7));

        client.refresh(login.refreshToken()).expectStatus().isUnauthorized();
    }

    @Test
    void endsASessionAfterNinetyDays() {
        var tokens = login;
        for (int day = 6; day < 90; day += 6) {
            auth.clock.advance(Duration.ofDays(6));
            tokens = Client.tokens(client.refresh(tokens.refreshToken()));
        }
        auth.clock.advance(Duration.ofDays(6));

        client.refresh(tokens.refreshToken()).expectStatus().isUnauthorized();
    }

    @Test
    void deletesExpiredSessionsAtTheNextLogin() {
        auth.clock.advance(Duration.ofDays(91));
        client.login("admin", RunningAuth.ADMIN_PASSWORD);

        assertThat(count("refresh_tokens join sessions using (sid) where user_name = ?", "admin"))
                .isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "invalid",
                "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
                "' or 1=1 --",
                "\u0000"
            })
    void refusesAnInvalidRefreshToken(String invalid) {
        client.refresh(invalid).expectStatus().isUnauthorized();
    }

    @Test
    void limitsRefreshesAndLogoutsOfOneClient() {
        var flooder = auth.client();
        var limit = auth.bean(RefreshLimit.class);
        var address = InetAddress.ofLiteral(flooder.address());
        for (int i = 0; i < 599; i++) {
            assertThat(limit.tryAcquire(address)).isEmpty();
        }
        flooder.refresh("invalid").expectStatus().isUnauthorized();

        flooder.refresh("invalid")
                .expectStatus()
                .isEqualTo(429)
                .expectHeader()
                .valueEquals("Retry-After", "60");
        flooder.logout("invalid").expectStatus().isEqualTo(429);
        client.refresh(login.refreshToken()).expectStatus().isOk();
        auth.clock.advance(Duration.ofMinutes(1));
        flooder.refresh("invalid").expectStatus().isUnauthorized();
    }

    @Test
    void refusesABodyWithoutARefreshToken() {
        assertThat(
                        Client.text(
                                client.post("/api/auth/refresh", "{}")
                                        .expectStatus()
                                        .isBadRequest()))
                .contains("The field refreshToken is missing.");
        client.post("/api/auth/logout", "{\"refreshToken\":null}").expectStatus().isBadRequest();
    }

    @Test
    void opensNoSessionForAUserRevokedDuringLogin() {
        var users = auth.bean(Users.class);
        var admin = Username.parse("admin").orElseThrow();
        var authenticated = users.find(admin).orElseThrow();
        users.revokeAll(admin);

        assertThat(auth.bean(LoginSessions.class).open(authenticated)).isEmpty();
        assertThat(auth.bean(LoginSessions.class).open(users.find(admin).orElseThrow()))
                .isPresent();
    }

    @Test
    void storesNoRefreshTokenInTheDatabase() {
        var dump =
                auth.jdbc()
                        .sql("select string_agg(r::text, ' ') from refresh_tokens r")
                        .query(String.class)
                        .single();

        assertThat(dump).doesNotContain(login.refreshToken()).contains("\\x");
    }

    private static Object claim(Tokens tokens, String name) {
        try {
            return SignedJWT.parse(tokens.token()).getJWTClaimsSet().getClaim(name);
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void keepsABoundedNumberOfUsedRefreshTokens() {
        auth.jdbc()
                .sql(
                        """
                        insert into refresh_tokens (hash, sid, expires_at, used_at, successor_salt)
                        select decode(md5(? || i), 'hex'), ?, ?, ? + i * interval '1 second', ''::bytea
                         from generate_series(1, 1500) i
                        """)
                .params(
                        claim(login, "sid"),
                        claim(login, "sid"),
                        auth.clock.instant().plus(Duration.ofDays(7)).atOffset(ZoneOffset.UTC),
                        auth.clock.instant().minus(Duration.ofHours(1)).atOffset(ZoneOffset.UTC))
                .update();

        var tokens = Client.tokens(client.refresh(login.refreshToken()));

        // the successor, and the token just used, which is not deleted by its own use
        assertThat(count("refresh_tokens where sid = ?", claim(login, "sid")))
                .isBetween(1_000L, 1_002L);
        client.refresh(login.refreshToken()).expectStatus().isOk();
        Client.tokens(client.refresh(tokens.refreshToken()));
    }

    @Test
    void keepsABoundedNumberOfSessionsAndEndsTheFirst() {
        var name = auth.user("many");
        var first = client.login(name, RunningAuth.PASSWORD);
        auth.jdbc()
                .sql(
                        """
                        insert into sessions (sid, user_name, epoch, opened_at, expires_at)
                        select ? || i, name, epoch, ?, ? from users, generate_series(1, 10000) i
                         where name = ?
                        """)
                .params(
                        name,
                        auth.clock.instant().plusSeconds(1).atOffset(ZoneOffset.UTC),
                        auth.clock.instant().plus(Duration.ofDays(7)).atOffset(ZoneOffset.UTC),
                        name)
                .update();
        auth.clock.advance(Duration.ofSeconds(2));

        var last = client.login(name, RunningAuth.PASSWORD);

        assertThat(count("sessions where user_name = ?", name)).isEqualTo(10_000);
        assertThat(isRevoked(claim(first, "sid"))).isTrue();
        client.refresh(first.refreshToken()).expectStatus().isUnauthorized();
        client.refresh(last.refreshToken()).expectStatus().isOk();
    }

    @Test
    void deletesEndedSessionsAtTheNextLogin() {
        var name = auth.user("leaving");
        client.logout(client.login(name, RunningAuth.PASSWORD).refreshToken());

        client.login(name, RunningAuth.PASSWORD);

        assertThat(count("sessions where user_name = ?", name)).isEqualTo(1);
    }

    private static long count(String rows, Object parameter) {
        return auth.jdbc()
                .sql("select count(*) from " + rows)
                .param(parameter)
                .query(Long.class)
                .single();
    }

    private static boolean isRevoked(Object sid) {
        return auth.jdbc()
                .sql("select exists (select from revocations where scope = 'SESSION' and id = ?)")
                .param(sid)
                .query(Boolean.class)
                .single();
    }

    private static <T> List<T> atOnce(int times, Callable<T> work) throws Exception {
        var barrier = new CyclicBarrier(times);
        try (var threads = Executors.newFixedThreadPool(times)) {
            var running =
                    IntStream.range(0, times)
                            .mapToObj(_ ->
                                    threads.submit(() -> {
                                        barrier.await();
                                        return work.call();
                                    }))
                            .toList();
            var results = new ArrayList<T>();
            for (var one : running) {
                results.add(one.get());
            }
            return results;
        }
    }
}
