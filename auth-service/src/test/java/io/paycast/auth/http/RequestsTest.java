package io.paycast.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.auth.RunningAuth;
import io.paycast.testsupport.HttpServerContract;
import java.net.URI;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Requests of every form, valid or not, to the auth service on its own. */
class RequestsTest extends HttpServerContract {

    private static final RunningAuth AUTH =
            RunningAuth.start(HEADER_TIMEOUT, BODY_TIMEOUT, IDLE_TIMEOUT);

    RequestsTest() {
        super(URI.create(AUTH.url()).getPort(), 4, 8);
    }

    @AfterAll
    static void stop() {
        AUTH.close();
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
        assertResponds(method, path, status, allow);
    }

    @Test
    void respondsToAnyAcceptHeaderWithProblems() {
        client().send("GET / HTTP/1.1\r\nHost: localhost\r\nAccept: text/html\r\n\r\n");

        assertThat(client().response().isProblem()).isTrue();
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
        assertEndsABodyThatNeverEnds(request);
    }

    @Test
    void respondsWith408ToALoginWhoseBodyNeverEnds() {
        client().send(
                        "POST /api/auth/login HTTP/1.1\r\nHost: localhost\r\n"
                                + "Content-Type: application/json\r\nContent-Length: 1000\r\n\r\n{");

        var response = client().response();
        assertThat(response.status()).isEqualTo(408);
        assertThat(response.isProblem()).isTrue();
        client().awaitEnd();
    }

    @Test
    void respondsWith408ToHeadersThatNeverEnd() {
        assertRefusesHeadersThatNeverEnd("GET /");
    }
}
