package io.paycast.auth.users;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.auth.RunningAuth;
import io.paycast.auth.RunningAuth.Client;
import io.paycast.auth.TestClock;
import io.paycast.auth.revocation.Revocations;
import io.paycast.testsupport.PostgresUnderTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.http.HttpMethod;
import org.springframework.security.crypto.argon2.Argon2PasswordEncoder;
import org.springframework.security.crypto.password.PasswordEncoder;
import org.springframework.transaction.support.TransactionTemplate;

class UsersTest {

    private static RunningAuth auth;

    private Client admin;

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
        admin = auth.admin();
    }

    @Test
    void addsShowsAndRemovesAUser() {
        var name = auth.user("Carla", "payments:read").toLowerCase(Locale.ROOT);

        admin.get("/api/auth/users/" + name)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.username")
                .isEqualTo(name)
                .jsonPath("$.scopes[0]")
                .isEqualTo("payments:read")
                .jsonPath("$.password")
                .doesNotExist();
        assertThat(Client.text(admin.get("/api/auth/users")))
                .contains(name)
                .doesNotContain("argon2");
        admin.delete("/api/auth/users/" + name).expectStatus().isNoContent();
        admin.get("/api/auth/users/" + name).expectStatus().isNotFound();
        admin.delete("/api/auth/users/" + name).expectStatus().isNotFound();
    }

    @Test
    void refusesAUsernameThatDiffersInCaseOnly() {
        var name = auth.user("dora");

        admin.post(
                        "/api/auth/users",
                        Map.of(
                                "username",
                                name.toUpperCase(Locale.ROOT),
                                "password",
                                RunningAuth.PASSWORD,
                                "scopes",
                                List.of()))
                .expectStatus()
                .isEqualTo(409);
    }

    @Test
    void listsUsersInPages() {
        for (int i = 0; i < 101; i++) {
            auth.jdbc()
                    .sql("insert into users values (?, 'x', '{}', 'e', now())")
                    .param("zz-%03d".formatted(i))
                    .update();
        }
        admin.get("/api/auth/users?after=zz-")
                .expectBody()
                .jsonPath("$.users.length()")
                .isEqualTo(100)
                .jsonPath("$.next")
                .isEqualTo("zz-099");
        admin.get("/api/auth/users?after=zz-099")
                .expectBody()
                .jsonPath("$.users.length()")
                .isEqualTo(1)
                .jsonPath("$.next")
                .isEmpty();
        auth.jdbc().sql("delete from users where name like 'zz-%'").update();
    }

    @Test
    void hashesAsMuchForAnUnknownUserAsForAnInvalidPassword() {
        var work = new RecordedWork();
        var users = usersWith(new PasswordHashes(work));
        var name = Username.parse("fatma");
        users.add(name.orElseThrow(), Password.parse("her own password"), Set.of());

        for (var who : List.of(name, Username.parse("nobody"), Username.parse("no body"))) {
            for (var invalid : List.of("not her password", PasswordHashes.DUMMY_PASSWORD)) {
                work.verified.clear();
                assertThat(users.authenticate(who, Password.parse(invalid))).isEmpty();
                assertThat(work.verified).singleElement().isIn(work.made);
            }
        }
    }

    private static Users usersWith(PasswordHashes hashes) {
        return new Users(
                auth.jdbc(),
                auth.bean(TransactionTemplate.class),
                hashes,
                auth.bean(Revocations.class),
                auth.clock);
    }

    /** Records the hashes that were made, which all cost the same, and those that were verified. */
    private static final class RecordedWork implements PasswordEncoder {

        final Set<String> made = new HashSet<>();
        final List<String> verified = new ArrayList<>();
        private final PasswordEncoder argon2 =
                Argon2PasswordEncoder.defaultsForSpringSecurity_v5_8();

        @Override
        public String encode(@Nullable CharSequence password) {
            var hash = Objects.requireNonNull(argon2.encode(password));
            made.add(hash);
            return hash;
        }

        @Override
        public boolean matches(@Nullable CharSequence password, @Nullable String hash) {
            verified.add(hash);
            return argon2.matches(password, hash);
        }
    }

    @Test
    void revokesTheTokensOfARemovedUser() {
        var name = auth.user("erik", "payments:read", "users:write");
        var login = auth.client().login(name, RunningAuth.PASSWORD);

        admin.delete("/api/auth/users/" + name).expectStatus().isNoContent();

        assertRevoked(login);
        auth.client().tryLogin(name, RunningAuth.PASSWORD).expectStatus().isUnauthorized();
    }

    @Test
    void revokesTheTokensOfAUserWhosePasswordChanges() {
        var name = auth.user("fatima", "users:write");
        var login = auth.client().login(name, RunningAuth.PASSWORD);

        change(name, Map.of("password", "another long password")).expectStatus().isNoContent();

        assertRevoked(login);
        auth.client().tryLogin(name, RunningAuth.PASSWORD).expectStatus().isUnauthorized();
        var newLogin = auth.client().login(name, "another long password");
        admin.with(newLogin.token()).get("/api/auth/users").expectStatus().isOk();
    }

    @Test
    void appliesReducedScopesAtOnce() {
        var name = auth.user("george", "users:write");
        var login = auth.client().login(name, RunningAuth.PASSWORD);

        change(name, Map.of("scopes", List.of("payments:read"))).expectStatus().isNoContent();

        assertRevoked(login);
        auth.client()
                .loggedIn(name, RunningAuth.PASSWORD)
                .get("/api/auth/users")
                .expectStatus()
                .isForbidden();
    }

    @Test
    void revokesAUsersTokensButKeepsTheUser() {
        var name = auth.user("hana", "users:write", "tokens:mint");
        var client = auth.client();
        var login = client.login(name, RunningAuth.PASSWORD);

        admin.post("/api/auth/revoke", Map.of("username", name)).expectStatus().isNoContent();
        assertRevoked(login);

        for (int i = 0; i < 3; i++) {
            var newLogin = auth.client().login(name, RunningAuth.PASSWORD);
            client.with(newLogin.token()).get("/api/auth/users").expectStatus().isOk();
            admin.post("/api/auth/revoke", Map.of("username", name)).expectStatus().isNoContent();
            assertRevoked(newLogin);
        }
        auth.clock.advance(Duration.ofSeconds(10));
        admin = auth.admin();
        var later = auth.client().login(name, RunningAuth.PASSWORD);
        client.with(later.token()).get("/api/auth/users").expectStatus().isOk();
    }

    @Test
    void keepsOldTokensRevokedWhenAUserIsAddedAgain() {
        var name = auth.user("ines", "users:write");
        var before = auth.client().login(name, RunningAuth.PASSWORD);
        admin.delete("/api/auth/users/" + name).expectStatus().isNoContent();
        admin.post(
                        "/api/auth/users",
                        Map.of(
                                "username",
                                name,
                                "password",
                                RunningAuth.PASSWORD,
                                "scopes",
                                List.of("users:write")))
                .expectStatus()
                .isCreated();

        assertRevoked(before);
        auth.client()
                .loggedIn(name, RunningAuth.PASSWORD)
                .get("/api/auth/users")
                .expectStatus()
                .isOk();
    }

    @Test
    void revokesOneTokenById() throws Exception {
        var one = auth.client().login("admin", RunningAuth.ADMIN_PASSWORD);
        var other = auth.client().login("admin", RunningAuth.ADMIN_PASSWORD);
        var jti = com.nimbusds.jwt.SignedJWT.parse(one.token()).getJWTClaimsSet().getJWTID();

        admin.post("/api/auth/revoke", Map.of("tokenId", jti)).expectStatus().isNoContent();

        admin.with(one.token()).get("/api/auth/users").expectStatus().isUnauthorized();
        admin.with(other.token()).get("/api/auth/users").expectStatus().isOk();
        admin.refresh(one.refreshToken()).expectStatus().isOk();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {}                                      | 400
                    {"username":"admin","tokenId":"x"}      | 400
                    {"tokenId":""}                          | 400
                    {"tokenId":"a b"}                       | 400
                    {"username":"nobody-at-all"}            | 404
                    {"username":"customer:"}                | 404
                    {"username":"customer:42"}              | 404
                    {"username":"customer:shop:42"}         | 204
                    {"username":"customer:shop:a:b"}        | 204
                    {"username":"customer:shop:"}           | 404
                    {"username":"customer::42"}             | 404
                    """)
    void respondsToARevocation(String body, int status) {
        admin.post("/api/auth/revoke", body).expectStatus().isEqualTo(status);
    }

    @Test
    void refusesToLockOutTheCallingAdministrator() {
        admin.delete("/api/auth/users/ADMIN").expectStatus().isEqualTo(409);
        change("admin", Map.of("scopes", List.of("stats:read"))).expectStatus().isEqualTo(409);
        change("Admin", Map.of("scopes", List.of())).expectStatus().isEqualTo(409);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            textBlock =
                    """
                    {"username":"a b","password":"long enough it is","scopes":[]}          | A username must
                    {"username":"","password":"long enough it is","scopes":[]}             | A username must
                    {"password":"long enough it is","scopes":[]}                           | A username must
                    {"username":"kim","password":"eleven char","scopes":[]}                | at least 12
                    {"username":"kim","password":"password1234","scopes":[]}               | besides the username
                    {"username":"kim","password":"aaaaaaaaaaaa","scopes":[]}               | different characters
                    {"username":"kim","scopes":[]}                                         | 1 to 1024
                    {"username":"kim","password":"long enough it is"}                      | list of scopes
                    {"username":"kim","password":"long enough it is","scopes":["all"]}     | may only contain
                    {"username":"kim","password":"long enough it is","scopes":[null]}      | may only contain
                    """)
    void explainsWhyAUserIsInvalid(String body, String sentence) {
        assertThat(Client.text(admin.post("/api/auth/users", body).expectStatus().isBadRequest()))
                .contains(sentence);
    }

    @Test
    void acceptsUsernamesOfUpTo64Characters() {
        var scopes = List.of();
        admin.post(
                        "/api/auth/users",
                        Map.of(
                                "username",
                                "x".repeat(65),
                                "password",
                                "long enough it is",
                                "scopes",
                                scopes))
                .expectStatus()
                .isBadRequest();
        admin.post(
                        "/api/auth/users",
                        Map.of(
                                "username",
                                "x".repeat(64),
                                "password",
                                "long enough it is",
                                "scopes",
                                scopes))
                .expectStatus()
                .isCreated();
    }

    @Test
    void addsTheConfiguredAdministratorOnceOnly() {
        var database = PostgresUnderTest.freshDatabase();
        var clock = new TestClock();
        try (var first = RunningAuth.start(clock, database)) {
            var name = first.user("second-admin", "users:write");
            first.client()
                    .loggedIn(name, RunningAuth.PASSWORD)
                    .send(
                            HttpMethod.PATCH,
                            "/api/auth/users/admin",
                            Map.of("password", "chosen by the admin"))
                    .expectStatus()
                    .isNoContent();
        }
        try (var second = RunningAuth.start(clock, database)) {
            second.client().tryLogin("admin", "chosen by the admin").expectStatus().isOk();
            second.client()
                    .tryLogin("admin", RunningAuth.ADMIN_PASSWORD)
                    .expectStatus()
                    .isUnauthorized();
        }
    }

    @Test
    void doesNotAddARemovedAdministratorAgain() {
        var database = PostgresUnderTest.freshDatabase();
        var clock = new TestClock();
        try (var first = RunningAuth.start(clock, database)) {
            var name = first.user("second-admin", "users:write");
            first.client()
                    .loggedIn(name, RunningAuth.PASSWORD)
                    .delete("/api/auth/users/admin")
                    .expectStatus()
                    .isNoContent();
        }
        try (var second = RunningAuth.start(clock, database)) {
            second.client()
                    .tryLogin("admin", RunningAuth.ADMIN_PASSWORD)
                    .expectStatus()
                    .isUnauthorized();
        }
        try (var third =
                RunningAuth.start(clock, database, "paycast.auth.admin.username=another")) {
            third.client().tryLogin("another", RunningAuth.ADMIN_PASSWORD).expectStatus().isOk();
        }
    }

    @Test
    void refusesAGuessableNewPasswordOfAnExistingUser() {
        var name = auth.user("ida");

        assertThat(
                        Client.text(
                                change(name, Map.of("password", name + name))
                                        .expectStatus()
                                        .isBadRequest()))
                .contains("besides the username");
        auth.client().tryLogin(name, RunningAuth.PASSWORD).expectStatus().isOk();
    }

    @Test
    void resetsLocalUsersAtEachStart() {
        var database = PostgresUnderTest.freshDatabase();
        var clock = new TestClock();
        String[] settings = {
            "paycast.local=true",
            "paycast.auth.local-users[0].username=demo",
            "paycast.auth.local-users[0].password=demo",
            "paycast.auth.local-users[0].scopes=payments:read,users:write"
        };
        try (var first = RunningAuth.start(clock, database, settings)) {
            var demo = first.client().loggedIn("demo", "demo");
            demo.get("/api/auth/users").expectStatus().isOk();
            demo.send(
                            HttpMethod.PATCH,
                            "/api/auth/users/demo",
                            Map.of("password", "something longer"))
                    .expectStatus()
                    .isNoContent();
        }
        try (var second = RunningAuth.start(clock, database, settings)) {
            second.client().tryLogin("demo", "demo").expectStatus().isOk();
            second.client().tryLogin("demo", "something longer").expectStatus().isUnauthorized();
        }
    }

    private org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec change(
            String name, Object body) {
        return admin.send(HttpMethod.PATCH, "/api/auth/users/" + name, body);
    }

    private static void assertRevoked(RunningAuth.Tokens login) {
        auth.client().with(login.token()).get("/api/auth/users").expectStatus().isUnauthorized();
        auth.client().refresh(login.refreshToken()).expectStatus().isUnauthorized();
    }
}
