package io.paycast.auth.users;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.paycast.auth.RunningAuth;
import io.paycast.auth.RunningAuth.Client;
import io.paycast.auth.RunningAuth.Tokens;
import io.paycast.testsupport.RawHttp;
import java.net.URI;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Executors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.springframework.http.HttpMethod;

/**
 * Tokens that are revoked while the body of their request is on its way. The client asks for 100
 * Continue, so the test knows that the token was verified and the body is awaited.
 */
class RevokedCallerTest {

    private static final RunningAuth AUTH = RunningAuth.start();
    private static final Client ADMIN = AUTH.admin();

    private final String thief =
            AUTH.user("thief", "users:write", "tokens:mint", "tokens:revoke", "payments:read");
    private final Tokens stolen = AUTH.client().login(thief, RunningAuth.PASSWORD);

    @AfterAll
    static void stop() {
        AUTH.close();
    }

    /** How an owner takes a token back. */
    enum Revocation {
        OF_THE_USER {
            @Override
            void apply(String user, Tokens tokens) {
                revoke(Map.of("username", user));
            }
        },
        OF_THE_TOKEN {
            @Override
            void apply(String user, Tokens tokens) throws ParseException {
                var claims = SignedJWT.parse(tokens.token()).getJWTClaimsSet();
                revoke(Map.of("tokenId", claims.getJWTID()));
            }
        },
        BY_LOGOUT {
            @Override
            void apply(String user, Tokens tokens) {
                AUTH.client().logout(tokens.refreshToken()).expectStatus().isNoContent();
            }
        },
        BY_A_NEW_PASSWORD {
            @Override
            void apply(String user, Tokens tokens) {
                change(user, Map.of("password", "another long password"));
            }
        },
        BY_FEWER_SCOPES {
            @Override
            void apply(String user, Tokens tokens) {
                change(user, Map.of("scopes", List.of("payments:read")));
            }
        },
        BY_REMOVAL {
            @Override
            void apply(String user, Tokens tokens) {
                ADMIN.delete("/api/auth/users/" + user).expectStatus().isNoContent();
            }
        };

        abstract void apply(String user, Tokens tokens) throws ParseException;

        private static void revoke(Map<String, String> body) {
            ADMIN.post("/api/auth/revoke", body).expectStatus().isNoContent();
        }

        private static void change(String user, Map<String, Object> body) {
            ADMIN.send(HttpMethod.PATCH, "/api/auth/users/" + user, body)
                    .expectStatus()
                    .isNoContent();
        }
    }

    @ParameterizedTest
    @EnumSource(Revocation.class)
    void mintsNothingAfterARevocation(Revocation revocation) throws ParseException {
        var response = send("POST", "/api/auth/customer-token", "{\"orders\":[\"o\"]}", revocation);

        assertRefused(response);
        assertThat(response.body()).doesNotContain("\"token\":");
    }

    @Test
    void addsNoUserAfterARevocation() throws ParseException {
        var name = "permanent-" + thief;

        assertRefused(
                send(
                        "POST",
                        "/api/auth/users",
                        "{\"username\":\"%s\",\"password\":\"%s\",\"scopes\":[\"users:write\"]}"
                                .formatted(name, RunningAuth.PASSWORD),
                        Revocation.OF_THE_USER));
        ADMIN.get("/api/auth/users/" + name).expectStatus().isNotFound();
    }

    @Test
    void changesNoPasswordAfterARevocation() throws ParseException {
        var victim = AUTH.user("victim", "users:write");

        assertRefused(
                send(
                        "PATCH",
                        "/api/auth/users/" + victim,
                        "{\"password\":\"chosen by the thief\"}",
                        Revocation.OF_THE_USER));
        AUTH.client().tryLogin(victim, RunningAuth.PASSWORD).expectStatus().isOk();
    }

    @Test
    void revokesNobodyAfterARevocation() throws ParseException {
        var victim = AUTH.user("victim", "users:write");
        var login = AUTH.client().login(victim, RunningAuth.PASSWORD);

        assertRefused(
                send(
                        "POST",
                        "/api/auth/revoke",
                        "{\"username\":\"%s\"}".formatted(victim),
                        Revocation.OF_THE_USER));
        AUTH.client().with(login.token()).get("/api/auth/users").expectStatus().isOk();
    }

    @Test
    void servesASlowClientWhoseTokenIsStillValid() {
        try (var connection = begin("POST", "/api/auth/customer-token", "{\"orders\":[\"o\"]")) {
            assertThat(connection.send("}").response().status()).isEqualTo(200);
        }
    }

    @Test
    void letsOneOfTwoAdministratorsRemoveTheOther() throws Exception {
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int round = 0; round < 3; round++) {
                var one = AUTH.user("one", "users:write");
                var two = AUTH.user("two", "users:write");
                var first = AUTH.client().loggedIn(one, RunningAuth.PASSWORD);
                var second = AUTH.client().loggedIn(two, RunningAuth.PASSWORD);
                var removals =
                        List.of(
                                threads.submit(() -> remove(first, two)),
                                threads.submit(() -> remove(second, one)));
                var statuses = new ArrayList<Integer>();
                for (var removal : removals) {
                    statuses.add(removal.get());
                }
                assertThat(statuses).containsExactlyInAnyOrder(204, 401);
            }
        }
    }

    private static int remove(Client by, String user) {
        return by.delete("/api/auth/users/" + user).expectBody().returnResult().getStatus().value();
    }

    /** Sends the last byte of a body after the revocation. */
    private RawHttp.Response send(String method, String path, String body, Revocation revocation)
            throws ParseException {
        int last = body.length() - 1;
        try (var connection = begin(method, path, body.substring(0, last))) {
            revocation.apply(thief, stolen);
            return connection.send(body.substring(last)).response();
        }
    }

    /** Sends all but the last byte of a request. */
    private RawHttp begin(String method, String path, String body) {
        var connection = new RawHttp(URI.create(AUTH.url()).getPort());
        connection.send(
                "%s %s HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                                .formatted(method, path)
                        + "Authorization: Bearer %s\r\nContent-Length: %d\r\n"
                                .formatted(stolen.token(), body.length() + 1)
                        + "Expect: 100-continue\r\n\r\n");
        assertThat(connection.response().status()).isEqualTo(100);
        return connection.send(body);
    }

    private static void assertRefused(RawHttp.Response response) {
        assertThat(response.status()).as(response.body()).isEqualTo(401);
        assertThat(response.header("www-authenticate")).contains("error=\"invalid_token\"");
        assertThat(response.isProblem()).isTrue();
    }
}
