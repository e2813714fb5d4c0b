package io.paycast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.TestTokens;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which pages may open sockets and call the API, directly and behind a proxy. */
class OriginTest {

    private static final GatewayUnderTest SYSTEM =
            GatewayUnderTest.live(
                    "paycast.gateway.allowed-origins=https://www.shop.example:443/",
                    "paycast.trusted-proxies=127.0.0.1");
    private static final TestTokens TOKENS = SYSTEM.tokens();
    private static final RunningGateway GATEWAY = SYSTEM.gateway();

    private final RawClient client = RawClient.connect(GATEWAY);

    @AfterEach
    void close() {
        client.close();
    }

    @AfterAll
    static void stop() {
        SYSTEM.close();
    }

    @ParameterizedTest
    @CsvSource({
        "https://www.shop.example, Host: gateway, 101",
        "https://www.shop.example:443, Host: gateway, 101",
        "http://www.shop.example, Host: gateway, 403",
        "https://pay.shop.com, Host: pay.shop.com:443, 101",
        "https://pay.shop.com, Host: pay.shop.com, 101",
        "http://pay.shop.com, Host: pay.shop.com:443, 403",
        "https://pay.shop.com, X-Forwarded-Host: pay.shop.com, 101",
        "https://pay.shop.com, X-Forwarded-Host: evil.example, 403",
        "https://localhost, X-Forwarded-Proto: https, 101",
        "http://localhost, X-Forwarded-Proto: https, 403",
        "https://localhost:8443, X-Forwarded-Port: 8443, 101",
    })
    void opensSocketsForListedOriginsAndItsOwn(String origin, String header, int status) {
        assertThat(upgrade(client, origin, header)).isEqualTo(status);
    }

    @ParameterizedTest
    @CsvSource({
        "https://pay.shop.com, X-Forwarded-Host: pay.shop.com",
        "https://pay.shop.com, Forwarded: host=pay.shop.com",
        "https://localhost:8443, X-Forwarded-Port: 8443",
    })
    void ignoresForwardedHostsOfUntrustedPeers(String origin, String header) {
        try (var untrusted = RawClient.connect(GATEWAY, "127.0.0.2")) {
            assertThat(upgrade(untrusted, origin, header)).isEqualTo(403);
        }
    }

    @Test
    void refusesTwoOrigins() {
        var request =
                RawClient.upgradeRequest(
                        target(),
                        "Origin: https://www.shop.example",
                        "Origin: https://www.shop.example");
        client.send(request);
        assertThat(client.answer().status()).isEqualTo(403);
    }

    @Test
    void letsAnAllowedPageCallTheApi() {
        client.send(
                """
                OPTIONS /api/websocket/stats HTTP/1.1\r
                Host: localhost\r
                Origin: https://www.shop.example\r
                Access-Control-Request-Method: GET\r
                Access-Control-Request-Headers: authorization\r
                \r
                """);
        var preflight = client.answer();
        assertThat(preflight.status()).isEqualTo(200);
        assertThat(preflight.header("access-control-allow-origin"))
                .isEqualTo("https://www.shop.example");
        assertThat(preflight.header("access-control-allow-methods")).contains("GET");
        assertThat(preflight.header("access-control-allow-headers")).contains("Authorization");
        assertThat(preflight.header("vary")).containsIgnoringCase("origin");

        client.send(get("https://www.shop.example"));
        var stats = client.answer();
        assertThat(stats.status()).isEqualTo(401);
        assertThat(stats.header("access-control-allow-origin"))
                .isEqualTo("https://www.shop.example");
    }

    @ParameterizedTest
    @CsvSource({"https://evil.example", "null", "https://www.shop.example.evil.example"})
    void refusesAnyOtherPageWithAProblem(String origin) {
        client.send(get(origin));
        var response = client.answer();
        assertThat(response.status()).isEqualTo(403);
        assertThat(response.header("content-type")).isEqualTo("application/problem+json");
        assertThat(response.body()).contains("\"status\":403", "\"detail\":\"");
        assertThat(response.headers()).doesNotContainKey("access-control-allow-origin");
    }

    @ParameterizedTest
    @CsvSource({
        "HEAD, /api/websocket/health, 200, ''",
        "HEAD, /docs, 200, ''",
        "HEAD, /actuator/health/liveness, 200, ''",
        "HEAD, /api/websocket/stats, 401, ''",
        "POST, /api/websocket/health, 405, 'GET, HEAD'",
        "DELETE, /api/websocket/health, 405, 'GET, HEAD'",
        "OPTIONS, /api/websocket/health, 204, 'GET, HEAD'",
    })
    void respondsToEachMethodOfAPath(String method, String path, int status, String allow) {
        client.send(
                ("%s %s HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n"
                                + "Content-Length: 0\r\n\r\n")
                        .formatted(method, path));
        var head = client.head();

        assertThat(head.getFirst()).startsWith("HTTP/1.1 %d ".formatted(status));
        if (!allow.isEmpty()) {
            assertThat(head).anyMatch(line -> line.equalsIgnoreCase("allow: " + allow));
        }
        if (method.equals("HEAD")) {
            assertThat(client.rest()).as("the body").isEmpty();
        }
    }

    private static String get(String origin) {
        return "GET /api/websocket/stats HTTP/1.1\r\nHost: localhost\r\nOrigin: %s\r\n\r\n"
                .formatted(origin);
    }

    private static int upgrade(RawClient client, String origin, String header) {
        var request = RawClient.upgradeRequest(target(), "Origin: " + origin);
        client.send(
                header.startsWith("Host: ")
                        ? request.replace("Host: localhost", header)
                        : request.replace(
                                "Host: localhost\r\n", "Host: localhost\r\n" + header + "\r\n"));
        return client.answer().status();
    }

    private static String target() {
        return "/ws?token=" + TOKENS.token("demo", "payments:read");
    }
}
