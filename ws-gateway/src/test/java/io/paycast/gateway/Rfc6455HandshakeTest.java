package io.paycast.gateway;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, chapters 4, 9 and 11: what a server must do with an opening handshake. */
@ExtendWith(ConformanceGateway.Parameter.class)
class Rfc6455HandshakeTest {

    private static final String KEY = "dGhlIHNhbXBsZSBub25jZQ==";

    private final ConformanceGateway gateway;

    Rfc6455HandshakeTest(ConformanceGateway gateway) {
        this.gateway = gateway;
    }

    private String withKey(String key) {
        return gateway.request().replace(KEY, key);
    }

    private String withVersion(String version) {
        return gateway.request().replace("Version: 13", "Version: " + version);
    }

    private void refusesWithTheVersion(String request) {
        var answer = gateway.refusesWithAReason(request, 426);
        assertThat(answer.header("upgrade")).isEqualTo("websocket");
        assertThat(answer.header("sec-websocket-version")).isEqualTo("13");
    }

    @ParameterizedTest
    @ValueSource(strings = {"POST", "PUT", "DELETE", "OPTIONS", "PATCH"})
    void section4_2_1_item1_refusesMethodsOtherThanGet(String method) {
        gateway.refuses(gateway.request().replace("GET ", method + " "), 405, 426);
    }

    @Test
    void section4_2_1_item1_refusesAPostWithABody() {
        var post =
                gateway.request()
                                .replace("GET ", "POST ")
                                .replace("\r\n\r\n", "\r\nContent-Length: 3\r\n\r\n")
                        + "abc";
        gateway.refuses(post, 405, 426);
    }

    @Test
    void section4_2_1_item1_refusesHttp10() {
        refusesWithTheVersion(gateway.request().replace("HTTP/1.1", "HTTP/1.0"));
    }

    @Test
    void section4_2_1_item1_acceptsAHigherMinorVersionOfHttp() {
        gateway.upgrades(gateway.request().replace("HTTP/1.1", "HTTP/1.2"));
    }

    @Test
    void section4_2_1_item3_refusesARequestWithoutUpgrade() {
        refusesWithTheVersion(gateway.request().replace("Upgrade: websocket\r\n", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"h2c", "websockets", "\"websocket\"", ""})
    void section4_2_1_item3_refusesAnotherUpgrade(String upgrade) {
        refusesWithTheVersion(
                gateway.request()
                        .replace("Upgrade: websocket\r\n", "Upgrade: " + upgrade + "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"WebSocket", "WEBSOCKET", "h2c, websocket", "websocket,h2c"})
    void section4_2_1_item3_findsWebsocketInAnyCaseAndInAList(String upgrade) {
        gateway.upgrades(gateway.request().replace("Upgrade: websocket", "Upgrade: " + upgrade));
    }

    @ParameterizedTest
    @ValueSource(strings = {"keep-alive", "upgrades", ""})
    void section4_2_1_item4_refusesConnectionWithoutUpgrade(String connection) {
        refusesWithTheVersion(
                gateway.request()
                        .replace("Connection: Upgrade\r\n", "Connection: " + connection + "\r\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"upgrade", "UPGRADE", "keep-alive, Upgrade", "Upgrade,keep-alive"})
    void section4_2_1_item4_findsUpgradeInAnyCaseAndInAList(String connection) {
        gateway.upgrades(
                gateway.request().replace("Connection: Upgrade", "Connection: " + connection));
    }

    @Test
    void section4_2_1_item5_refusesARequestWithoutAKey() {
        var request = gateway.request().replace("Sec-WebSocket-Key: " + KEY + "\r\n", "");
        gateway.refusesWithAReason(request, 400);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "c2hvcnQ=", // 5 bytes
                "MTUgYnl0ZXMgbG9uZyA=", // 14 bytes
                "dGhpcyBpcyAxNyBieXRlcwE=", // 17 bytes
                "%%%%%%NhbXBsZSBub25jZQ==",
                "dGhlIHNhbXBsZSBub25jZQ", // no padding
                "dGhlIHNhbXBs-_Bub25jZQ==", // the alphabet of URLs
                "dGhlIHNh bXBsZSBub25jZQ==",
                "dGhlIHNhbXBsZSBub25jZQ==, dGhlIHNhbXBsZSBub25jZQ==",
            })
    void section4_2_1_item5_refusesAKeyThatIsNot16BytesInBase64(String key) {
        gateway.refusesWithAReason(withKey(key), 400);
    }

    @Test
    void section4_2_1_item6_refusesARequestWithoutAVersion() {
        refusesWithTheVersion(gateway.request().replace("Sec-WebSocket-Version: 13\r\n", ""));
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "8", "14", "130", "256", "-13", "+13", "013", "13.0", "8, 13", ""})
    void section4_2_2_item4_statesItsVersionIfTheClientAsksForAnother(String version) {
        refusesWithTheVersion(withVersion(version));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", ",", "pay cast", "a/b", "a;b", "\"quoted\"", "paycast.v1, (x)"})
    void section4_2_1_item8_refusesSubprotocolsThatAreNotTokens(String offered) {
        gateway.refusesWithAReason(gateway.request("Sec-WebSocket-Protocol: " + offered), 400);
    }

    @Test
    void section4_2_1_item8_readsEmptyElementsOfAListAsNothing() {
        var answer =
                gateway.upgrades(gateway.request("Sec-WebSocket-Protocol: , other,, paycast.v1,"));
        assertThat(answer.header("sec-websocket-protocol")).isEqualTo("paycast.v1");
    }

    @Test
    void section4_2_1_item10_ignoresUnknownHeaders() {
        gateway.upgrades(
                gateway.request(
                        "Cookie: a=b; c=d",
                        "X-Unknown: anything, at \"all\"",
                        "Sec-WebSocket-Accept: of no use here",
                        "Pragma: no-cache"));
    }

    @Test
    void section4_2_2_item4_refusesAnOriginThatIsNotAllowed() {
        gateway.refusesWithAReason(gateway.request("Origin: https://evil.example"), 403);
        gateway.refusesWithAReason(gateway.request("Origin: null"), 403);
        gateway.refusesWithAReason(gateway.request("Origin: https://shop.example.evil"), 403);
    }

    @Test
    void section4_2_2_item4_acceptsListedOriginsAndTheGatewaysOwn() {
        gateway.upgrades(gateway.request("Origin: https://www.shop.example"));
        gateway.upgrades(gateway.request("Origin: http://localhost"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"/ws/", "/ws/x", "/wss", "/WS", "/"})
    void section4_2_2_item4_hasNoOtherResource(String path) {
        try (var client = gateway.connect()) {
            client.send(gateway.request().replace("/ws?", path + "?"));
            assertThat(client.answer().status()).isIn(401, 403, 404);
        }
    }

    @Test
    void section4_2_2_item5_answersWith101AndTheKeysDigest() {
        try (var client = gateway.connect()) {
            client.send(gateway.request());
            var head = client.head();
            assertThat(head.getFirst()).startsWith("HTTP/1.1 101 ");
            assertThat(head.stream().skip(1).map(line -> line.toLowerCase(Locale.ROOT)))
                    .contains(
                            "upgrade: websocket",
                            "connection: upgrade",
                            "sec-websocket-accept: s3pplmbitxaq9kygzzhzrbk+xoo=")
                    .noneMatch(line -> line.startsWith("content-length"))
                    .noneMatch(line -> line.startsWith("transfer-encoding"));
            ConformanceGateway.expectPong(client);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AAAAAAAAAAAAAAAAAAAAAA==",
                "/////////////////////w==",
                "x3JJHMbDL1EzLkh9GBhXDw=="
            })
    void section4_2_2_item5_computesTheDigestOfAnyKey(String key) throws GeneralSecurityException {
        var answer = gateway.upgrades(withKey(key));
        var digest =
                MessageDigest.getInstance("SHA-1")
                        .digest((key + "258EAFA5-E914-47DA-95CA-C5AB0DC85B11").getBytes(US_ASCII));
        assertThat(answer.header("sec-websocket-accept"))
                .isEqualTo(Base64.getEncoder().encodeToString(digest));
    }

    @Test
    void section4_2_2_item5_choosesNoSubprotocolThatTheClientDidNotOffer() {
        var none = gateway.upgrades(gateway.request());
        assertThat(none.headers()).doesNotContainKey("sec-websocket-protocol");
        var unknown = gateway.upgrades(gateway.request("Sec-WebSocket-Protocol: mqtt, PAYCAST.V1"));
        assertThat(unknown.headers()).doesNotContainKey("sec-websocket-protocol");
    }

    @Test
    void section4_2_2_item5_choosesOneOfTheOfferedSubprotocols() {
        var answer = gateway.upgrades(gateway.request("Sec-WebSocket-Protocol: mqtt, paycast.v1"));
        assertThat(answer.header("sec-websocket-protocol")).isEqualTo("paycast.v1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "permessage-deflate; client_max_window_bits",
                "permessage-deflate; server_max_window_bits=10, permessage-deflate",
                "permessage-deflate; client_max_window_bits=\"15\"",
                "x-unknown , ,\tfoo ; bar = baz",
            })
    void section9_1_acceptsNoExtension(String offered) {
        var answer = gateway.upgrades(gateway.request("Sec-WebSocket-Extensions: " + offered));
        assertThat(answer.headers()).doesNotContainKey("sec-websocket-extensions");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ", ,",
                "permessage deflate",
                "permessage-deflate;",
                "permessage-deflate; =10",
                "permessage-deflate; bits=",
                "permessage-deflate; bits=\"\"",
                "permessage-deflate; bits=\"1 0\"",
                "permessage-deflate; bits=\"10",
                "permessage-deflate bits=10",
                "=, a",
            })
    void section9_1_failsOnExtensionsThatViolateTheGrammar(String offered) {
        gateway.refusesWithAReason(gateway.request("Sec-WebSocket-Extensions: " + offered), 400);
    }

    @Test
    void section9_1_readsAsManyParametersAsAHeaderHolds() {
        gateway.upgrades(
                gateway.request("Sec-WebSocket-Extensions: x" + "; a=\"b\"".repeat(1_000)));
    }

    @Test
    void section11_3_1_refusesTwoKeys() {
        gateway.refusesWithAReason(gateway.request("Sec-WebSocket-Key: " + KEY), 400);
    }

    @Test
    void section11_3_2_joinsSeveralHeadersOfExtensions() {
        gateway.upgrades(
                gateway.request(
                        "Sec-WebSocket-Extensions: foo",
                        "Sec-WebSocket-Extensions: permessage-deflate; bits=10"));
    }

    @Test
    void section11_3_4_joinsSeveralHeadersOfSubprotocols() {
        try (var client = gateway.connect()) {
            client.send(
                    gateway.request(
                            "Sec-WebSocket-Protocol: mqtt, other",
                            "Sec-WebSocket-Protocol: paycast.v1"));
            assertThat(linesOf(client.head(), "sec-websocket-protocol"))
                    .containsExactly("sec-websocket-protocol: paycast.v1");
        }
    }

    @Test
    void section11_3_3_sendsEachHeaderOfTheResponseOnce() {
        try (var client = gateway.connect()) {
            client.send(gateway.request("Sec-WebSocket-Protocol: paycast.v1, paycast.v2"));
            var head = client.head();
            for (var name : List.of("sec-websocket-accept", "sec-websocket-protocol", "upgrade")) {
                assertThat(linesOf(head, name)).hasSize(1);
            }
            assertThat(linesOf(head, "sec-websocket-version")).isEmpty();
        }
    }

    @Test
    void section11_3_5_refusesTwoVersions() {
        gateway.refusesWithAReason(gateway.request("Sec-WebSocket-Version: 13"), 400);
        gateway.refusesWithAReason(gateway.request("Sec-WebSocket-Version: 8"), 400);
    }

    private static List<String> linesOf(List<String> head, String name) {
        return head.stream()
                .map(line -> line.toLowerCase(Locale.ROOT))
                .filter(line -> line.startsWith(name + ":"))
                .toList();
    }
}
