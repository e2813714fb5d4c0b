package io.paycast.bench.start;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.UUID;

/** Issues the tokens of a run, in place of {@code auth-service}; its keys are on a free port. */
final class Issuer implements AutoCloseable {

    private static final int KEY_BITS = 2048;
    private static final Duration LIFE = Duration.ofHours(1);

    private final HttpServer server;
    private final RSAKey key;

    private Issuer(HttpServer server, RSAKey key) {
        this.server = server;
        this.key = key;
    }

    static Issuer start() {
        try {
            var key = new RSAKeyGenerator(KEY_BITS).keyID("bench").generate();
            var loopback = new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0);
            var server = HttpServer.create(loopback, 0);
            byte[] keys = new JWKSet(key).toString(true).getBytes(UTF_8);
            server.createContext(
                    "/.well-known/jwks.json",
                    exchange -> {
                        try (exchange) {
                            exchange.getResponseHeaders().set("Content-Type", "application/json");
                            exchange.sendResponseHeaders(200, keys.length);
                            exchange.getResponseBody().write(keys);
                        }
                    });
            server.start();
            return new Issuer(server, key);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (JOSEException e) {
            throw new IllegalStateException("RSA is part of every JDK", e);
        }
    }

    String uri() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    String keysUri() {
        return uri() + "/.well-known/jwks.json";
    }

    /** A token that sees everything. */
    String token() {
        return signed(claims().build());
    }

    /** A token that sees one order. */
    String token(String order) {
        return signed(claims().claim("orders", List.of(order)).build());
    }

    private JWTClaimsSet.Builder claims() {
        var now = Instant.now();
        return new JWTClaimsSet.Builder()
                .issuer(uri())
                .subject("bench")
                .audience("paycast")
                .issueTime(Date.from(now))
                .expirationTime(Date.from(now.plus(LIFE)))
                .jwtID(UUID.randomUUID().toString())
                .claim("scope", "payments:read");
    }

    private String signed(JWTClaimsSet claims) {
        try {
            var header =
                    new JWSHeader.Builder(JWSAlgorithm.RS256)
                            .type(JOSEObjectType.JWT)
                            .keyID(key.getKeyID())
                            .build();
            var token = new SignedJWT(header, claims);
            token.sign(new RSASSASigner(key));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("RSA is part of every JDK", e);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
