package io.paycast.testsupport;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;

/** Serves an issuer's key set and discovery document over HTTP on a free port of 127.0.0.1. */
final class KeyServer implements AutoCloseable {

    private static final String JWK_SET_PATH = "/.well-known/jwks.json";

    private final HttpServer server;
    private final AtomicInteger jwkSetRequests = new AtomicInteger();
    private final ReentrantLock paused = new ReentrantLock();
    private volatile String jwkSet = "{\"keys\":[]}";
    private volatile String discoveredIssuer = "";

    private KeyServer(HttpServer server) {
        this.server = server;
    }

    static KeyServer start() {
        try {
            var http =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
            var keys = new KeyServer(http);
            http.createContext(JWK_SET_PATH, keys::answerJwkSet);
            http.createContext("/.well-known/openid-configuration", keys::answerDiscovery);
            http.start();
            return keys;
        } catch (IOException e) {
            throw new UncheckedIOException("The key server did not start", e);
        }
    }

    String issuer() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String jwkSetUri() {
        return issuer() + JWK_SET_PATH;
    }

    int jwkSetRequests() {
        return jwkSetRequests.get();
    }

    void publish(List<RSAKey> keys) {
        jwkSet = new JWKSet(List.<JWK>copyOf(keys)).toString(true);
    }

    String jwkSet() {
        return jwkSet;
    }

    void publish(String anyJwkSet) {
        jwkSet = anyJwkSet;
    }

    void discoverAs(String issuer) {
        discoveredIssuer = issuer;
    }

    /** Responds to no request until the same thread calls {@link #resume}. */
    void pause() {
        paused.lock();
    }

    void resume() {
        paused.unlock();
    }

    @Override
    public void close() {
        server.stop(0);
    }

    private void answerJwkSet(HttpExchange exchange) throws IOException {
        jwkSetRequests.incrementAndGet();
        answer(exchange, jwkSet);
    }

    private void answerDiscovery(HttpExchange exchange) throws IOException {
        answer(
                exchange,
                """
                {"issuer":"%s","jwks_uri":"%s","subject_types_supported":["public"],
                 "id_token_signing_alg_values_supported":["RS256"]}
                """
                        .formatted(
                                discoveredIssuer.isEmpty() ? issuer() : discoveredIssuer,
                                jwkSetUri()));
    }

    private void answer(HttpExchange exchange, String json) throws IOException {
        paused.lock();
        try (exchange) {
            var body = json.getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        } finally {
            paused.unlock();
        }
    }
}
