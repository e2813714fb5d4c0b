package io.paycast.auth.login;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.auth.RunningAuth;
import io.paycast.auth.RunningAuth.Client;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;

class LoginTest {

    private static RunningAuth auth;

    @BeforeAll
    static void start() {
        auth = RunningAuth.start();
    }

    @AfterAll
    static void stop() {
        auth.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"unknown", "10.1.2.3, nonsense", "203.0.113.7:x"})
    void refusesALoginWhoseProxyDoesNotReportTheClient(String forwardedFor) {
        auth.client()
                .from(forwardedFor)
                .tryLogin("admin", RunningAuth.ADMIN_PASSWORD)
                .expectStatus()
                .isBadRequest()
                .expectHeader()
                .contentType("application/problem+json");
        auth.client()
                .from("203.0.113.7:51008")
                .tryLogin("admin", RunningAuth.ADMIN_PASSWORD)
                .expectStatus()
                .isOk();
    }

    @Test
    void issuesTokensThatNoCacheMayStore() {
        var response = auth.client().tryLogin("admin", RunningAuth.ADMIN_PASSWORD);

        response.expectHeader().valueEquals("Cache-Control", "no-store");
        var tokens = Client.tokens(response);
        assertThat(tokens.tokenType()).isEqualTo("Bearer");
        assertThat(tokens.expiresIn()).isEqualTo(900);
        assertThat(tokens.refreshToken()).matches("[A-Za-z0-9_-]{43}");
        assertThat(tokens.token().split("\\.")).hasSize(3);
    }

    @Test
    void normalizesTheUsername() {
        auth.client().tryLogin("ＡＤＭＩＮ", RunningAuth.ADMIN_PASSWORD).expectStatus().isOk();
    }

    static List<String> invalidUsernames() {
        return List.of(
                "' or 1=1 --",
                "admin'; drop table users; --",
                "admin\u0000",
                "\u0000",
                "admin\n",
                "a".repeat(6_000),
                "م".repeat(3_000),
                "ad\u200Bmin",
                "\uD83D\uDE80",
                "admin\u202E",
                "customer:42",
                "..",
                " admin");
    }

    @ParameterizedTest
    @MethodSource("invalidUsernames")
    void refusesAnInvalidUsernameLikeAnUnknownOne(String name) {
        auth.client().tryLogin(name, "whatever").expectStatus().isUnauthorized();
    }

    @Test
    void doesNotRevealWhetherTheUserExists() {
        var invalidPassword = body(auth.client(), "admin", "invalid");
        var unknownUser = body(auth.client(), "nobody", "invalid");
        var invalidUsername = body(auth.client(), "no body", "invalid");

        assertThat(invalidPassword)
                .isEqualTo(unknownUser)
                .isEqualTo(invalidUsername)
                .contains("The username or password is invalid.")
                .doesNotContain("admin");
    }

    @Test
    void comparesEveryCharacterOfALongPassword() {
        var first72 = "otters float on ".repeat(5).substring(0, 72);
        var password = first72 + "the rest";
        var name = "long-password";
        auth.admin()
                .post(
                        "/api/auth/users",
                        Map.of("username", name, "password", password, "scopes", List.of()))
                .expectStatus()
                .isCreated();

        auth.client().tryLogin(name, password).expectStatus().isOk();
        auth.client().tryLogin(name, first72).expectStatus().isUnauthorized();
        auth.client().tryLogin(name, first72 + "another").expectStatus().isUnauthorized();
    }

    @Test
    void normalizesThePassword() {
        auth.admin()
                .post(
                        "/api/auth/users",
                        Map.of(
                                "username", "نورة",
                                "password", "caf\u00e9 au lait كلمة",
                                "scopes", List.of()))
                .expectStatus()
                .isCreated();

        auth.client().tryLogin("نورة", "cafe\u0301 au lait كلمة").expectStatus().isOk();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            textBlock =
                    """
                    {"username":"admin"}                              | password must have 1 to 1024
                    {"password":"x"}                                  | username is missing
                    {}                                                | username is missing
                    {"username":null,"password":"x"}                  | username is missing
                    {"username":"","password":"x"}                    | username is missing
                    {"username":"admin","password":""}                | password must have 1 to 1024
                    {"username":"admin","password":"\\ud800 secret"}  | unpaired surrogate
                    {"username":1,"password":"secret"}                | username must be a string
                    {"username":["a"],"password":"secret"}            | username must be a string
                    {"username":"admin","password":true}              | password must be a string
                    {"username":"a","password":"secret","admin":true} | username, password
                    {"username":"a","username":"b","password":"c"}    | well-formed
                    {"username":"admin","password":"secret"           | well-formed
                    {"username":"admin","password":"secret"}}         | well-formed
                    {"username":"a","password":"secret"} {}           |
                    ["admin","secret"]                                | JSON object
                    "secret"                                          | JSON object
                    null                                              | JSON object
                    secret                                            | well-formed
                    ``                                                |
                    """)
    void explainsWhyABodyIsInvalid(String body, String sentence) {
        var detail =
                Client.text(
                        auth.client()
                                .post("/api/auth/login", body)
                                .expectStatus()
                                .isBadRequest()
                                .expectHeader()
                                .contentType(MediaType.APPLICATION_PROBLEM_JSON));

        assertThat(detail).contains(sentence == null ? "\"detail\":\"" : sentence);
        assertThat(detail).doesNotContain("secret");
    }

    @Test
    void refusesALargeBody() {
        auth.client()
                .post("/api/auth/login", "{\"username\":\"" + "a".repeat(300_000) + "\"}")
                .expectStatus()
                .isEqualTo(413)
                .expectHeader()
                .contentType(MediaType.APPLICATION_PROBLEM_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "text/plain",
                "application/x-www-form-urlencoded",
                "application/json;charset=iso-8859-1",
                "application/xml"
            })
    void refusesAnotherContentType(String contentType) {
        auth.client()
                .request(HttpMethod.POST, "/api/auth/login")
                .header("Content-Type", contentType)
                .bodyValue("{\"username\":\"admin\",\"password\":\"x\"}".getBytes(UTF_8))
                .exchange()
                .expectStatus()
                .isEqualTo(415);
    }

    @Test
    void ignoresAnExpiredTokenAtLogin() {
        auth.client()
                .with("stale")
                .tryLogin("admin", RunningAuth.ADMIN_PASSWORD)
                .expectStatus()
                .isOk();
    }

    @Test
    void refusesTheEleventhAttemptInAMinute() {
        var client = auth.client();
        tenWrongAttempts(client, "admin");

        client.tryLogin("admin", RunningAuth.ADMIN_PASSWORD)
                .expectStatus()
                .isEqualTo(429)
                .expectHeader()
                .valueEquals("Retry-After", "60");
        client.tryLogin("ADMIN", "x").expectStatus().isEqualTo(429);
    }

    @Test
    void admitsTheNextAttemptAfterAMinute() {
        var client = auth.client();
        tenWrongAttempts(client, "admin");

        auth.clock.advance(Duration.ofMillis(59_999));
        client.tryLogin("admin", RunningAuth.ADMIN_PASSWORD)
                .expectStatus()
                .isEqualTo(429)
                .expectHeader()
                .valueEquals("Retry-After", "1");
        auth.clock.advance(Duration.ofMillis(1));
        client.tryLogin("admin", RunningAuth.ADMIN_PASSWORD).expectStatus().isOk();
    }

    @Test
    void keepsTheLimitWhenTheTimeOfDayIsSet() {
        var client = auth.client();
        tenWrongAttempts(client, "admin");
        for (var step : List.of(Duration.ofHours(1), Duration.ofHours(-2))) {
            auth.clock.step(step);
            client.tryLogin("admin", "invalid")
                    .expectStatus()
                    .isEqualTo(429)
                    .expectHeader()
                    .valueEquals("Retry-After", "60");
        }
        auth.clock.step(Duration.ofHours(1));
    }

    @Test
    void limitsEachClientAndUsernameSeparately() {
        var client = auth.client();
        tenWrongAttempts(client, "admin");

        auth.client().tryLogin("admin", RunningAuth.ADMIN_PASSWORD).expectStatus().isOk();
        client.tryLogin("somebody-else", "x").expectStatus().isUnauthorized();
    }

    @Test
    void ignoresForwardedAddressesOfUntrustedProxies() {
        var client = auth.client();
        IntStream.range(0, 10)
                .forEach(i ->
                        client.from("1.2.3." + i + ", " + client.address()).tryLogin("x", "x"));

        client.from("9.9.9.9, " + client.address())
                .tryLogin("x", "x")
                .expectStatus()
                .isEqualTo(429);
    }

    private static void tenWrongAttempts(Client client, String name) {
        for (int i = 0; i < 10; i++) {
            client.tryLogin(name, "invalid").expectStatus().isUnauthorized();
        }
    }

    private static String body(Client client, String name, String password) {
        return Client.text(client.tryLogin(name, password).expectStatus().isUnauthorized());
    }
}
