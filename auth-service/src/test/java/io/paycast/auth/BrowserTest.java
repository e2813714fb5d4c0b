package io.paycast.auth;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

class BrowserTest {

    private static RunningAuth auth;

    @BeforeAll
    static void start() {
        auth =
                RunningAuth.start(
                        "paycast.auth.allowed-origins=http://localhost:*,https://shop.example");
    }

    @AfterAll
    static void stop() {
        auth.close();
    }

    @Test
    void acceptsALoginFromAnAllowedOrigin() {
        preflight("http://localhost:5173")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Access-Control-Allow-Origin", "http://localhost:5173")
                .expectHeader()
                .doesNotExist("Access-Control-Allow-Credentials");
        login("https://shop.example")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Access-Control-Allow-Origin", "https://shop.example");
    }

    @Test
    void refusesALoginFromAnotherOrigin() {
        preflight("https://evil.example").expectStatus().isForbidden();
        login("https://shop.example.evil.example").expectStatus().isForbidden();
        login("null").expectStatus().isForbidden();
    }

    @Test
    void refusesAnotherOriginWithAProblem() {
        preflight("https://evil.example")
                .expectHeader()
                .contentType("application/problem+json")
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo(403);
    }

    @Test
    void acceptsALoginFromItsOwnPageBehindATlsProxy() {
        login("https://pay.shop.com", "X-Forwarded-Host", "pay.shop.com").expectStatus().isOk();
        login("https://localhost", "X-Forwarded-Port", "443").expectStatus().isOk();
        login("https://pay.shop.com", "X-Forwarded-Host", "other.shop.com")
                .expectStatus()
                .isForbidden();
    }

    @Test
    void respondsToHeadAsToGet() {
        for (var path :
                new String[] {"/.well-known/jwks.json", "/docs/auth-service.openapi.json"}) {
            auth.client()
                    .request(HttpMethod.HEAD, path)
                    .exchange()
                    .expectStatus()
                    .isOk()
                    .expectBody()
                    .isEmpty();
        }
    }

    @Test
    void servesTheKeysToEveryOrigin() {
        auth.client()
                .request(HttpMethod.GET, "/.well-known/jwks.json")
                .header("Origin", "https://anyone.example")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Access-Control-Allow-Origin", "*");
    }

    private static org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec
            preflight(String origin) {
        return auth.client()
                .request(HttpMethod.OPTIONS, "/api/auth/login")
                .header("Origin", origin)
                .header("Access-Control-Request-Method", "POST")
                .header("Access-Control-Request-Headers", "content-type")
                .exchange();
    }

    private static org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec login(
            String origin) {
        return login(origin, "X-Forwarded-Proto", "https");
    }

    private static org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec login(
            String origin, String forwardingHeader, String value) {
        return auth.client()
                .request(HttpMethod.POST, "/api/auth/login")
                .header("Origin", origin)
                .header(forwardingHeader, value)
                .header("Content-Type", "application/json")
                .bodyValue(
                        "{\"username\":\"admin\",\"password\":\""
                                + RunningAuth.ADMIN_PASSWORD
                                + "\"}")
                .exchange();
    }
}
