package io.paycast.auth.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import io.paycast.auth.PlainVerifier;
import io.paycast.auth.RunningAuth;
import io.paycast.auth.RunningAuth.Tokens;
import io.paycast.auth.keys.PrivateKeys;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AccessTokenTest {

    private static RunningAuth auth;

    private Tokens login;

    @BeforeAll
    static void start() {
        auth = RunningAuth.start();
    }

    @AfterAll
    static void stop() {
        auth.close();
    }

    @BeforeEach
    void logIn() {
        login = auth.client().login("admin", RunningAuth.ADMIN_PASSWORD);
    }

    @Test
    void issuesTheDocumentedClaims() throws Exception {
        var claims = PlainVerifier.of(auth).claims(login.token());
        var now = Instant.ofEpochSecond(auth.clock.instant().getEpochSecond());

        assertThat(SignedJWT.parse(login.token()).getHeader().getKeyID()).isNotBlank();
        assertThat(SignedJWT.parse(login.token()).getHeader().getType().toString())
                .isEqualTo("JWT");
        assertThat(claims.getIssuer()).isEqualTo("http://localhost:8083");
        assertThat(claims.getSubject()).isEqualTo("admin");
        assertThat(claims.getAudience()).containsExactly("paycast");
        assertThat(claims.getIssueTime()).isEqualTo(Date.from(now));
        assertThat(claims.getNotBeforeTime()).isEqualTo(Date.from(now));
        assertThat(claims.getExpirationTime()).isEqualTo(Date.from(now.plusSeconds(900)));
        assertThat(claims.getStringClaim("scope"))
                .isEqualTo(
                        "payments:read payments:test stats:read tokens:mint tokens:revoke"
                                + " users:write");
        assertThat(claims.getClaim("orders")).isNull();
    }

    @Test
    void publishesPublicKeysOnly() throws Exception {
        var keys = JWKSet.load(URI.create(auth.url() + "/.well-known/jwks.json").toURL());

        assertThat(keys.getKeys()).isNotEmpty().noneMatch(key -> key.isPrivate());
        assertThat(keys.getKeys()).allMatch(key -> key.toString().contains("\"use\":\"sig\""));
    }

    @Test
    void acceptsATokenForFiveSecondsAfterItsExpiry() {
        auth.clock.advance(Duration.ofMinutes(15));
        listUsersWith(login.token()).isOk();
        auth.clock.advance(Duration.ofSeconds(6));
        listUsersWith(login.token()).isUnauthorized();
    }

    @Test
    void refusesAnUnsignedToken() {
        listUsersWith(new PlainJWT(validClaims().build()).serialize()).isUnauthorized();
    }

    @Test
    void refusesATokenSignedWithThePublicKeyAsSecret() throws Exception {
        var key = PrivateKeys.signer(auth);
        var header = new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(key.getKeyID()).build();
        var jwt = new SignedJWT(header, validClaims().build());
        jwt.sign(new MACSigner(key.toPublicJWK().toRSAPublicKey().getEncoded()));

        listUsersWith(jwt.serialize()).isUnauthorized();
    }

    @Test
    void refusesATokenOfAnotherKey() throws Exception {
        var stranger =
                new RSAKeyGenerator(2048).keyID(PrivateKeys.signer(auth).getKeyID()).generate();

        listUsersWith(signed(stranger, validClaims().build())).isUnauthorized();
        listUsersWith(
                        signed(
                                new RSAKeyGenerator(2048).keyID("unknown").generate(),
                                validClaims().build()))
                .isUnauthorized();
    }

    @Test
    void refusesATokenWithInvalidClaims() throws Exception {
        var key = PrivateKeys.signer(auth);
        var later = Date.from(auth.clock.instant().plusSeconds(60));

        listUsersWith(signed(key, validClaims().build())).isOk();
        listUsersWith(signed(key, validClaims().issuer("https://other.example").build()))
                .isUnauthorized();
        listUsersWith(signed(key, validClaims().audience("other").build())).isUnauthorized();
        listUsersWith(signed(key, validClaims().audience(List.of()).build())).isUnauthorized();
        listUsersWith(signed(key, validClaims().notBeforeTime(later).build())).isUnauthorized();
        listUsersWith(signed(key, validClaims().expirationTime(null).build())).isUnauthorized();
    }

    @Test
    void refusesAModifiedToken() {
        var parts = login.token().split("\\.", -1);
        var claims =
                new String(java.util.Base64.getUrlDecoder().decode(parts[1]), UTF_8)
                        .replace("\"admin\"", "\"other\"");
        var changed =
                java.util.Base64.getUrlEncoder()
                        .withoutPadding()
                        .encodeToString(claims.getBytes(UTF_8));

        listUsersWith(parts[0] + "." + changed + "." + parts[2]).isUnauthorized();
        listUsersWith("invalid").isUnauthorized();
        listUsersWith(login.token() + "x").isUnauthorized();
    }

    @Test
    void challengesARequestWithoutAToken() {
        auth.client()
                .get("/api/auth/users")
                .expectStatus()
                .isUnauthorized()
                .expectHeader()
                .valueEquals("WWW-Authenticate", "Bearer realm=\"paycast\"")
                .expectHeader()
                .contentType("application/problem+json");
    }

    @Test
    void requiresTheScopeOfEachEndpoint() {
        var reader = auth.user("reader", "payments:read", "stats:read");
        var client = auth.client().loggedIn(reader, RunningAuth.PASSWORD);
        var everyone = Map.of("username", "admin");

        client.get("/api/auth/users").expectStatus().isForbidden();
        client.delete("/api/auth/users/admin").expectStatus().isForbidden();
        client.post("/api/auth/users", Map.of()).expectStatus().isForbidden();
        client.post("/api/auth/revoke", everyone).expectStatus().isForbidden();
        client.post("/api/auth/customer-token", Map.of("orders", List.of("o")))
                .expectStatus()
                .isForbidden()
                .expectHeader()
                .valueMatches("WWW-Authenticate", ".*insufficient_scope.*");
    }

    @Test
    void exposesHealthOnly() {
        auth.client().get("/actuator/health/liveness").expectStatus().isOk();
        auth.client().get("/actuator/health/readiness").expectStatus().isOk();
        auth.client().get("/actuator/env").expectStatus().isNotFound();
        auth.client().get("/actuator/configprops").expectStatus().isNotFound();
    }

    @Test
    void distinguishesAnInvalidMethodFromAnUnknownPath() {
        auth.client()
                .get("/api/auth/login")
                .expectStatus()
                .isEqualTo(405)
                .expectHeader()
                .valueEquals("Allow", "POST");
        auth.admin().get("/api/auth/nothing").expectStatus().isNotFound();
    }

    private static org.springframework.test.web.reactive.server.StatusAssertions listUsersWith(
            String token) {
        return auth.client().with(token).get("/api/auth/users").expectStatus();
    }

    private static JWTClaimsSet.Builder validClaims() {
        var now = auth.clock.instant();
        return new JWTClaimsSet.Builder()
                .issuer("http://localhost:8083")
                .audience("paycast")
                .subject("admin")
                .jwtID("some-id")
                .claim("sid", "some-sid")
                .claim("scope", "users:write")
                .issueTime(Date.from(now))
                .notBeforeTime(Date.from(now))
                .expirationTime(Date.from(now.plusSeconds(60)));
    }

    private static String signed(RSAKey key, JWTClaimsSet claims) throws Exception {
        var jwt =
                new SignedJWT(
                        new JWSHeader.Builder(JWSAlgorithm.RS256)
                                .keyID(key.getKeyID())
                                .type(com.nimbusds.jose.JOSEObjectType.JWT)
                                .build(),
                        claims);
        jwt.sign(new RSASSASigner(key));
        return jwt.serialize();
    }
}
