package io.paycast.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.auth.RunningAuth;
import io.paycast.testsupport.RawHttp;
import io.paycast.testsupport.RequestCases;
import java.net.URI;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of every form, valid or not, to the auth service on its own. */
class RequestsTest {

    private static final String HEALTH = "/actuator/health/liveness";
    private static final RunningAuth AUTH =
            RunningAuth.start(
                    "paycast.http.header-timeout=1s",
                    "paycast.http.body-timeout=2s",
                    "paycast.http.idle-timeout=2s");

    private final RawHttp client = new RawHttp(URI.create(AUTH.url()).getPort());

    @AfterEach
    void close() {
        client.close();
    }

    @AfterAll
    static void stop() {
        AUTH.close();
    }

    static List<RequestCases.Case> cases() {
        return RequestCases.of(HEALTH);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void respondsAsHttpRequires(RequestCases.Case request) {
        assertThat(request.flawsOf(client.send(request.text()).response())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "DELETE, /docs/auth-service.openapi.json, 405, 'GET, HEAD'",
        "TRACE, /.well-known/jwks.json, 405, 'GET, HEAD'",
        "OPTIONS, /api/auth/login, 204, POST",
        "GET, /api/auth/login, 405, POST",
        "GET, /, 404, ''",
        "POST, /unknown, 404, ''",
        "GET, /api/auth/users, 401, ''",
        "GET, /api/auth/users/a%2Fb, 400, ''",
        "GET, /api/auth/users/..%2f, 400, ''",
        "GET, //api/auth/login, 400, ''",
    })
    void respondsWithProblemsAndAllowedMethods(
            String method, String path, int status, String allow) {
        var response =
                client.send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .response();

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("allow")).isEqualTo(allow);
        assertThat(status == 204 || response.isProblem()).as(response.toString()).isTrue();
    }

    @Test
    void respondsToAnyAcceptHeaderWithProblems() {
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n");

        assertThat(client.response().isProblem()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "POST /unknown",
                "GET /actuator/health/liveness",
                "POST /api/auth/users",
                "DELETE /api/auth/login"
            })
    void endsAConnectionWhoseBodyNeverEnds(String request) {
        client.send(request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx");

        assertThat(client.response().status()).isBetween(200, 405);
        client.awaitEnd();
    }

    @Test
    void respondsWith408ToALoginWhoseBodyNeverEnds() {
        client.send(
                "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\n"
                        + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");

        var response = client.response();
        assertThat(response.status()).isEqualTo(408);
        assertThat(response.isProblem()).isTrue();
        client.awaitEnd();
    }

    @Test
    void endsAConnectionWhoseBodyTakesTooManyBytes() {
        client.send("POST /unknown HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");

        client.sendUntilRefused("10000\r\n" + "x".repeat(0x10000) + "\r\n", 1_000);
    }

    @Test
    void endsAConnectionThatSendsNothing() {
        client.awaitEnd();
    }

    @Test
    void respondsWith408ToHeadersThatNeverEnd() {
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n");

        var response = client.response();
        assertThat(response.status()).isEqualTo(408);
        assertThat(response.isProblem()).isTrue();
        client.awaitEnd();
    }

    @Test
    void respondsWith408ToHeadersThatNeverEndOnAReusedConnection() {
        client.send("GET " + HEALTH + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(200);
        client.send("GET / HTTP/1.1\r\nHost: localhost\r\n");

        assertThat(client.response().status()).isEqualTo(408);
        client.awaitEnd();
    }

    @Test
    void endsAnIdleConnection() {
        client.send("GET " + HEALTH + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(client.response().status()).isEqualTo(200);

        client.awaitEnd();
    }
}
