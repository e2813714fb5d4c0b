package io.paycast.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.jspecify.annotations.Nullable;
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

    /** More than a request line has besides its path, and fewer than a test should miss. */
    private static final int MARGIN = 100;

    private static final String GET_HEALTH = "GET " + HEALTH + " HTTP/1.1\r\nHost: localhost\r\n";

    private final int port;
    private final int maxLineKib;
    private final int maxFieldsKib;
    private @Nullable RawHttp connection;

    /**
     * @param port the service's
     * @param maxLineKib the longest request line that it accepts
     * @param maxFieldsKib the most header fields that it accepts
     */
    protected HttpServerContract(int port, int maxLineKib, int maxFieldsKib) {
        this.port = port;
        this.maxLineKib = maxLineKib;
        this.maxFieldsKib = maxFieldsKib;
    }

    @AfterEach
    void disconnect() {
        if (connection != null) {
            connection.close();
        }
    }

    /** The test's connection. It opens when it is first used, because the service's time runs. */
    protected final RawHttp client() {
        var open = connection;
        if (open == null) {
            open = new RawHttp(port);
            connection = open;
        }
        return open;
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
    void refusesALongerHeadThanItAcceptsAndNamesTheSize() {
        assertThat(responseToLine(maxLineKib * 1024 - MARGIN).status()).isNotEqualTo(414);
        var line = responseToLine(maxLineKib * 1024 + MARGIN);
        assertThat(line.status()).isEqualTo(414);
        assertThat(line.body())
                .contains("The request line must be at most %dKB.".formatted(maxLineKib));

        assertThat(responseToFields(maxFieldsKib * 1024 - MARGIN).status()).isEqualTo(200);
        var fields = responseToFields(maxFieldsKib * 1024 + MARGIN);
        assertThat(fields.status()).isEqualTo(431);
        assertThat(fields.body())
                .contains(
                        "The header fields must be at most %dKB together.".formatted(maxFieldsKib));
    }

    private RawHttp.Response responseToLine(int bytes) {
        return responseTo("GET /" + "a".repeat(bytes) + " HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }

    private RawHttp.Response responseToFields(int bytes) {
        return responseTo(GET_HEALTH + "A: " + "a".repeat(bytes) + "\r\n\r\n");
    }

    private RawHttp.Response responseTo(String request) {
        try (var other = new RawHttp(port)) {
            return other.send(request).response();
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
