package io.paycast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * RFC 9112: what a server must do with the syntax and framing of a request for {@code /ws}. Each
 * refusal is the only response, and ends the connection: whatever an intermediary takes for a
 * second request is not served.
 */
@ExtendWith(ConformanceGateway.Parameter.class)
class Rfc9112Test {

    /** What an attacker hides behind a request whose length two servers read differently. */
    private static final String SMUGGLED =
            "GET /api/websocket/health HTTP/1.1\r\nHost: localhost\r\n\r\n";

    private final ConformanceGateway gateway;

    Rfc9112Test(ConformanceGateway gateway) {
        this.gateway = gateway;
    }

    private static String post(String framing, String body) {
        return "POST /ws HTTP/1.1\r\nHost: localhost\r\n" + framing + "\r\n\r\n" + body;
    }

    /** A body on the upgrade itself, and on a POST, which is refused in any case. */
    private void refusesFraming(String framing, String body) {
        gateway.refuses(gateway.request(framing) + body + SMUGGLED, 400, 501);
        gateway.refuses(post(framing, body + SMUGGLED), 400, 405, 426, 501);
    }

    // 2.2: message parsing

    @Test
    void section2_2_ignoresEmptyLinesBeforeTheRequestLine() {
        gateway.upgrades("\r\n" + gateway.request());
        gateway.upgrades("\r\n\r\n" + gateway.request());
    }

    @Test
    void section2_2_refusesABareLineFeed() {
        var request = gateway.request();
        gateway.refuses(request.replace("HTTP/1.1\r\n", "HTTP/1.1\n"), 400);
        gateway.refuses(request.replace("localhost\r\n", "localhost\n"), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"X-A: b\rc", "X-A: b\rX-C: d", "X-A: \r", "X\r-A: b"})
    void section2_2_refusesABareCarriageReturn(String header) {
        gateway.refuses(gateway.request(header), 400);
    }

    /** In the request line, it may also count as whitespace (section 3). */
    @Test
    void section2_2_neverEndsTheRequestLineAtABareCarriageReturn() {
        try (var client = gateway.connect()) {
            client.send(gateway.request().replace(" HTTP/1.1", "\r HTTP/1.1"));
            assertThat(client.answer().status()).isIn(101, 400);
        }
        gateway.refuses(gateway.request().replace(" HTTP/1.1", "\rX-A: b HTTP/1.1"), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\t"})
    void section2_2_refusesWhitespaceBeforeTheFirstHeader(String space) {
        gateway.refuses(gateway.request().replace("Host:", space + "Host:"), 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\u0016\u0003\u0001\u0002\u0000",
                "{\"type\":\"ping\"}",
                "GET",
                "\u0000\u0000"
            })
    void section2_2_refusesWhatIsNotHttp(String bytes) {
        gateway.refuses(bytes + "\r\n\r\n", 400);
    }

    // 2.3: the version

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1",
                "HTTP/1.1.1",
                "HTTP/01.1",
                "HTTP/1.10",
                "HTTP/11",
                "HTTP",
                "HTP/1.1",
                "HTTP/1,1",
                "HTTP/-1.1"
            })
    void section2_3_refusesAVersionThatIsNotOne(String version) {
        gateway.refuses(gateway.request().replace("HTTP/1.1", version), 400, 426, 505);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/2.0", "HTTP/3.0", "HTTP/0.9", "HTTP/9.1"})
    void section2_3_refusesAnotherMajorVersion(String version) {
        gateway.refuses(gateway.request().replace("HTTP/1.1", version), 400, 426, 505);
    }

    // 3: the request line

    @Test
    void section3_refusesARequestLineWithoutAVersion() {
        gateway.refuses(gateway.request().replace(" HTTP/1.1", ""), 400);
    }

    @Test
    void section3_refusesARequestLineWithFourParts() {
        gateway.refuses(gateway.request().replace(" HTTP/1.1", " more HTTP/1.1"), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"get ", "Get ", "GET\u0000 ", "G=T ", "(GET) "})
    void section3_1_readsTheMethodCaseSensitivelyAndAsAToken(String method) {
        gateway.refuses(gateway.request().replace("GET ", method), 400, 405, 426, 501);
    }

    @ParameterizedTest
    @ValueSource(strings = {" ", "\t", "\u000b", "\u0000", "\u007f"})
    void section3_2_refusesWhitespaceAndControlCharactersInTheTarget(String bad) {
        gateway.refuses(gateway.request().replace("/ws?", "/ws?order=a" + bad + "b&"), 400);
    }

    // 5: headers

    @ParameterizedTest
    @ValueSource(strings = {" ", "\t"})
    void section5_1_refusesWhitespaceBeforeTheColon(String space) {
        gateway.refuses(gateway.request().replace("Upgrade:", "Upgrade" + space + ":"), 400);
        gateway.refuses(gateway.request("Transfer-Encoding" + space + ": chunked") + SMUGGLED, 400);
        gateway.refuses(gateway.request("Content-Length" + space + ": 0") + SMUGGLED, 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t", " \t  "})
    void section5_1_ignoresWhitespaceAroundAValue(String space) {
        gateway.upgrades(
                gateway.request()
                        .replace("Upgrade: websocket", "Upgrade:" + space + "websocket" + space));
        gateway.upgrades(
                gateway.request()
                        .replace("Version: 13", "Version:" + space + "13" + space)
                        .replace("bm9uY2U=\r\n", "bm9uY2U=" + space + "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {": value", "NoColon", "X(Y): z", "X Y: z", "X\u0000: z", "É: z", "\"X\": z"})
    void section5_1_refusesANameThatIsNotAToken(String header) {
        gateway.refuses(gateway.request(header), 400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"a\u0000b", "\u0000", "a\u000bb", "a\u007fb", "a\u0001b"})
    void section5_refusesControlCharactersInAValue(String value) {
        gateway.refuses(gateway.request("X-A: " + value), 400);
    }

    @Test
    void section5_readsNamesInAnyCase() {
        gateway.upgrades(
                gateway.request()
                        .replace("Upgrade:", "UPGRADE:")
                        .replace("Connection:", "connection:")
                        .replace("Sec-WebSocket-Key:", "sEC-wEBsOCKET-kEY:"));
    }

    /** The RFC permits a refusal, or one space instead of the fold. */
    @ParameterizedTest
    @ValueSource(strings = {" ", "\t", "  "})
    void section5_2_neverReadsAFoldedLineAsAnotherHeader(String space) {
        try (var client = gateway.connect()) {
            client.send(gateway.request("X-A: b\r\n" + space + "Transfer-Encoding: chunked"));
            assertThat(client.answer().status()).isIn(101, 400);
        }
        gateway.refuses(
                gateway.request("Transfer-Encoding:\r\n" + space + "chunked") + SMUGGLED, 400, 501);
    }

    // 6: the body

    @Test
    void section6_refusesABodyOnAnUpgrade() {
        gateway.refusesWithAReason(gateway.request("Content-Length: 3") + "abc", 400);
        gateway.refusesWithAReason(
                gateway.request("Transfer-Encoding: chunked") + "3\r\nabc\r\n0\r\n\r\n", 400);
        gateway.refusesWithAReason(
                gateway.request("Transfer-Encoding: chunked") + "0\r\n\r\n", 400);
    }

    @Test
    void section6_acceptsABodyOfNoLength() {
        gateway.upgrades(gateway.request("Content-Length: 0"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"chunked", "Chunked", "identity, chunked"})
    void section6_1_closesAfterTransferEncodingWithContentLength(String coding) {
        var length = "0\r\n\r\n".length() + SMUGGLED.length();
        refusesFraming(
                "Content-Length: " + length + "\r\nTransfer-Encoding: " + coding, "0\r\n\r\n");
        refusesFraming("Transfer-Encoding: " + coding + "\r\nContent-Length: 0", "0\r\n\r\n");
    }

    @Test
    void section6_1_closesAfterTransferEncodingInHttp10() {
        gateway.refuses(
                gateway.request("Transfer-Encoding: chunked").replace("HTTP/1.1", "HTTP/1.0")
                        + "0\r\n\r\n"
                        + SMUGGLED,
                400,
                426);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "gzip",
                "identity",
                "chunked, gzip",
                "chunked, identity",
                "xchunked",
                "chunked;q=1",
                "\"chunked\"",
                "chunked, chunked",
                "",
                "gzip, chunked",
                "chunked\u000b",
            })
    void section6_3_refusesATransferEncodingThatIsNotExactlyChunked(String coding) {
        refusesFraming("Transfer-Encoding: " + coding, "0\r\n\r\n");
    }

    @Test
    void section6_3_refusesTransferEncodingInSeveralHeaders() {
        refusesFraming("Transfer-Encoding: chunked\r\nTransfer-Encoding: identity", "0\r\n\r\n");
        refusesFraming("Transfer-Encoding: identity\r\nTransfer-Encoding: chunked", "0\r\n\r\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "+3",
                "-1",
                "-0",
                "3a",
                "0x3",
                "3.0",
                "3 3",
                "",
                "99999999999999999999",
                "\"3\"",
                "3;",
                "٣",
                "0, 3",
                "3, 0",
                "3,"
            })
    void section6_3_refusesAContentLengthThatIsNotOneNumber(String length) {
        refusesFraming("Content-Length: " + length, "abc");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Length: 0\r\nContent-Length: 3",
                "Content-Length: 3\r\nContent-Length: 0"
            })
    void section6_3_refusesTwoContentLengths(String both) {
        refusesFraming(both, "abc");
    }

    // 7: chunks

    @ParameterizedTest
    @ValueSource(
            strings = {
                "x\r\nabc\r\n0\r\n\r\n",
                "-3\r\nabc\r\n0\r\n\r\n",
                "+3\r\nabc\r\n0\r\n\r\n",
                "0x3\r\nabc\r\n0\r\n\r\n",
                "\r\nabc\r\n0\r\n\r\n",
                "fffffffffffffffff\r\nabc\r\n0\r\n\r\n",
                "100000003\r\nabc\r\n0\r\n\r\n",
                "3\nabc\r\n0\r\n\r\n",
                "3\r\nabcd\r\n0\r\n\r\n",
                "3\r\nabc0\r\n\r\n",
                "3;a=\"\n\"\r\nabc\r\n0\r\n\r\n",
                "3;\nabc\r\n0\r\n\r\n",
            })
    void section7_1_refusesAChunkThatIsInvalid(String body) {
        refusesFraming("Transfer-Encoding: chunked", body);
    }

    @Test
    void section7_1_1_ignoresUnknownChunkExtensions() {
        // The body is read to its end, and the request is refused for having one.
        gateway.refusesWithAReason(
                gateway.request("Transfer-Encoding: chunked")
                        + "3;name=value;other\r\nabc\r\n0;last\r\n\r\n",
                400);
    }

    @Test
    void section7_1_2_doesNotReadTrailersAsHeaders() {
        gateway.refusesWithAReason(
                gateway.request("Transfer-Encoding: chunked")
                        + "0\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n"
                        + SMUGGLED,
                400);
    }

    // 9: connections

    @Test
    void section9_3_closesAfterARefusalWhateverTheClientAsksFor() {
        var request = gateway.request().replace("Version: 13", "Version: 8");
        gateway.refuses(request + SMUGGLED, 426);
        gateway.refuses(
                request.replace("Connection: Upgrade", "Connection: keep-alive, Upgrade")
                        + SMUGGLED,
                426);
    }

    @Test
    void section9_3_2_answersPipelinedRequestsInOrder() {
        try (var client = gateway.connect()) {
            client.send(SMUGGLED + SMUGGLED + gateway.request());
            assertThat(client.answer().status()).isEqualTo(200);
            assertThat(client.answer().status()).isEqualTo(200);
            // An upgrade behind a pending response is not one.
            assertThat(client.answer().status()).isIn(101, 404);
        }
    }

    @Test
    void section9_3_upgradesAConnectionThatServedOtherRequests() {
        try (var client = gateway.connect()) {
            client.send(SMUGGLED);
            assertThat(client.answer().status()).isEqualTo(200);
            client.send(gateway.request());
            assertThat(client.answer().status()).isEqualTo(101);
            ConformanceGateway.expectPong(client);
        }
    }
}
