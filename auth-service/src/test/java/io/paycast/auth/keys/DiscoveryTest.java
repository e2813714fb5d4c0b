package io.paycast.auth.keys;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.paycast.auth.RunningAuth;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.springframework.core.ParameterizedTypeReference;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import reactor.core.Disposable;

/** The service runs behind a proxy, whose address is its issuer and known before it starts. */
class DiscoveryTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static HttpServer proxy;
    private static String issuer;
    private static RunningAuth auth;

    @BeforeAll
    static void start() throws IOException {
        proxy = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        issuer = "http://localhost:" + proxy.getAddress().getPort();
        auth = RunningAuth.start("paycast.auth.issuer=" + issuer);
        proxy.createContext("/", DiscoveryTest::forward);
        proxy.start();
    }

    @AfterAll
    static void stop() {
        proxy.stop(0);
        HTTP.close();
        auth.close();
    }

    @Test
    void describesOnlyWhatTheServiceSupports() {
        assertThat(discoveryDocument())
                .containsOnlyKeys(
                        "issuer",
                        "jwks_uri",
                        "response_types_supported",
                        "subject_types_supported",
                        "id_token_signing_alg_values_supported",
                        "scopes_supported",
                        "claims_supported")
                .containsEntry("issuer", issuer)
                .containsEntry("jwks_uri", issuer + "/.well-known/jwks.json")
                .containsEntry("response_types_supported", List.of("token"))
                .containsEntry("subject_types_supported", List.of("public"))
                .containsEntry("id_token_signing_alg_values_supported", List.of("RS256"));
    }

    @Test
    void letsCachesKeepTheDocumentForFiveMinutes() {
        auth.client()
                .get("/.well-known/openid-configuration")
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("Cache-Control", "max-age=300, public");
    }

    @Test
    void letsASpringResourceServerVerifyTokensFromTheIssuerAlone() {
        var token = auth.client().login("admin", RunningAuth.ADMIN_PASSWORD).token();
        var decoder = NimbusJwtDecoder.withIssuerLocation(issuer).build();
        decoder.setJwtValidator(new JwtIssuerValidator(issuer)); // the test's clock stands still

        assertThat(decoder.decode(token).getSubject()).isEqualTo("admin");
    }

    @Test
    void servesTheKeysFromMemory() {
        var release = new CountDownLatch(1);
        var work = new ArrayList<Disposable>();
        try {
            for (int i = 0; i < 8; i++) {
                work.add(
                        auth.databaseThreads()
                                .submit(() -> release.await(1, TimeUnit.MINUTES))
                                .subscribe());
            }

            auth.client()
                    .get("/.well-known/jwks.json")
                    .expectStatus()
                    .isOk()
                    .expectHeader()
                    .valueEquals("Cache-Control", "max-age=300, public")
                    .expectBody()
                    .jsonPath("$.keys.length()")
                    .isEqualTo(1)
                    .jsonPath("$.keys[0].d")
                    .doesNotExist();
        } finally {
            release.countDown();
            work.forEach(Disposable::dispose);
        }
    }

    private static Map<String, Object> discoveryDocument() {
        var document =
                auth.client()
                        .get("/.well-known/openid-configuration")
                        .expectStatus()
                        .isOk()
                        .expectBody(new ParameterizedTypeReference<Map<String, Object>>() {})
                        .returnResult()
                        .getResponseBody();
        return Objects.requireNonNull(document);
    }

    private static void forward(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = HttpRequest.newBuilder(URI.create(auth.url() + exchange.getRequestURI()));
            var response = HTTP.send(request.build(), BodyHandlers.ofByteArray());
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(response.statusCode(), response.body().length);
            exchange.getResponseBody().write(response.body());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
