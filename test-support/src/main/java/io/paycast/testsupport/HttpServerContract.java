package io.paycast.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What the HTTP server of each service does with requests of every form. A service's test extends
 * this, and adds what concerns its own endpoints.
 */
public abstract class HttpServerContract {

    /** A path that responds to GET with 200 and supports GET and HEAD only. */
    protected static final String HEALTH = "/actuator/health/liveness";

    /** Short times, as settings of the service under test. */
    protected static final String HEADER_TIMEOUT = "paycast.http.header-timeout=1s";

    protected static final String BODY_TIMEOUT = "paycast.http.body-timeout=2s";
    protected static final String IDLE_TIMEOUT = "paycast.http.idle-timeout=2s";

    private static final String GET_HEALTH = "GET " + HEALTH + " HTTP/1.1\r\nHost: localhost\r\n";

    private final int port;
    private final String maxLine;
    private final String maxFields;
    private final RawHttp connection;

    /**
     * @param port the service's
     * @param maxLine the longest request line that it accepts, such as {@code 4KB}
     * @param maxFields the most header fields that it accepts
     */
    protected HttpServerContract(int port, String maxLine, String maxFields) {
        this.port = port;
        this.maxLine = maxLine;
        this.maxFields = maxFields;
        this.connection = new RawHttp(port);
    }

    @AfterEach
    void disconnect() {
        connection.close();
    }

    /** The test's connection. */
    protected final RawHttp client() {
        return connection;
    }

    static List<RequestCases.Case> cases() {
        return RequestCases.of(HEALTH);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cases")
    void respondsAsHttpRequires(RequestCases.Case request) {
        assertThat(request.flawsOf(client().send(request.text()).response())).isEmpty();
    }

    @Test
    void namesTheSizeOfAHeadThatItAccepts() {
        client().send("GET /" + "a".repeat(20_000) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
        assertThat(client().response().body())
                .contains("The request line must be at most %s.".formatted(maxLine));
        try (var other = new RawHttp(port)) {
            other.send(GET_HEALTH + "A: " + "a".repeat(20_000) + "\r\n\r\n");
            assertThat(other.response().body())
                    .contains(
                            "The header fields must be at most %s together.".formatted(maxFields));
        }
    }

    @Test
    void endsAConnectionWhoseBodyTakesTooManyBytes() {
        client().send("POST /unknown HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n");

        client().sendUntilRefused("10000\r\n" + "x".repeat(0x10000) + "\r\n", 1_000);
    }

    @Test
    void endsAConnectionThatIsIdleOrSendsNothing() {
        client().awaitEnd();
        assertEndsAnIdleConnection();
    }

    /** Opens a connection and waits until the service ends it. */
    protected final void assertEndsAnIdleConnection() {
        try (var idle = new RawHttp(port)) {
            assertThat(idle.send(GET_HEALTH + "\r\n").response().status()).isEqualTo(200);
            idle.awaitEnd();
        }
    }

    @Test
    void respondsWith408ToHeadersThatNeverEndOnAReusedConnection() {
        assertThat(client().send(GET_HEALTH + "\r\n").response().status()).isEqualTo(200);

        assertRefusesHeadersThatNeverEnd("GET /");
    }

    /** Sends the begin of a request, such as {@code GET /}. */
    protected final void assertRefusesHeadersThatNeverEnd(String request) {
        client().send(request + " HTTP/1.1\r\nHost: localhost\r\n");

        var response = client().response();
        assertThat(response.status()).isEqualTo(408);
        assertThat(response.isProblem()).as(response.toString()).isTrue();
        client().awaitEnd();
    }

    /** Sends a request with a body that never ends, such as {@code POST /unknown}. */
    protected final void assertEndsABodyThatNeverEnds(String request) {
        client().send(request + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nx");

        assertThat(client().response().status()).isBetween(200, 405);
        client().awaitEnd();
    }

    /** Sends a request without a body, and checks the response and its {@code Allow}. */
    protected final void assertResponds(String method, String path, int status, String allow) {
        var response =
                client().send(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n\r\n")
                        .response();

        assertThat(response.status()).isEqualTo(status);
        assertThat(response.header("allow")).isEqualTo(allow);
        assertThat(status == 204 || response.isProblem()).as(response.toString()).isTrue();
    }

    @Test
    void respondsInOrderBeforeItRefusesAPipelinedRequest() {
        var valid = GET_HEALTH + "\r\n";
        client().send(valid + valid + "GET / HTTP/1.1\r\n\r\n");

        assertThat(client().response().status()).isEqualTo(200);
        assertThat(client().response().status()).isEqualTo(200);
        var last = client().response();
        assertThat(last.status()).isEqualTo(400);
        assertThat(last.isProblem()).isTrue();
        client().awaitEnd();
    }
}
