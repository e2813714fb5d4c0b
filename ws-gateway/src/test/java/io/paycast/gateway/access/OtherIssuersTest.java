package io.paycast.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.jwk.gen.RSAKeyGenerator;
import io.paycast.testsupport.TestTokens;
import io.paycast.testsupport.TokenDraft;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Date;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Tokens and key sets as other OpenID Connect issuers make them. */
class OtherIssuersTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);

    private final TestTokens tokens = TestTokens.start(InstantSource.fixed(NOW));
    private final TokenVerifier verifier = verifier(tokens.jwkSetUri(), tokens.issuer());

    @AfterEach
    void close() {
        verifier.close();
        tokens.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"kty\":\"EC\",\"crv\":\"P-999\",\"x\":\"AAAA\",\"y\":\"AAAA\",\"kid\":\"a\"}",
                "{\"kty\":\"EC\",\"crv\":\"P-256\",\"x\":\"AAAA\",\"y\":\"AAAA\",\"kid\":\"a\"}",
                "{\"kty\":\"OKP\",\"crv\":\"Ed448\",\"x\":\"AAAA\",\"kid\":\"a\"}",
                "{\"kty\":\"RSA\",\"e\":\"AQAB\",\"kid\":\"a\"}",
                "{\"kty\":\"RSA\",\"n\":\"AQAB\",\"e\":\"AQAB\",\"kid\":\"weak\"}",
                "{\"kty\":\"RSA\",\"n\":5,\"e\":\"AQAB\"}",
                "{\"n\":\"AQAB\",\"e\":\"AQAB\",\"kid\":\"a\"}",
                "{\"kty\":\"ML-DSA\",\"kid\":\"a\"}",
                "{\"kty\":\"oct\",\"k\":\"c2VjcmV0\",\"kid\":\"a\"}",
                "{\"kty\":7}",
                "{}",
                "null",
                "5",
                "\"key\"",
                "[]"
            })
    void ignoresAnUnusableKey(String unusable) {
        tokens.publish(tokens.jwkSet().replaceFirst("\\[", "[" + unusable + ","));

        assertThat(verdict(tokens.token().signed())).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void ignoresAKeyWithAnInvalidCertificate() {
        var withCertificate = "[{\"kty\":\"RSA\",\"x5c\":[\"%%%\"],\"n\":\"AQAB\",\"e\":\"AQAB\"},";
        tokens.publish(tokens.jwkSet().replaceFirst("\\[", withCertificate));

        assertThat(verdict(tokens.token().signed())).isInstanceOf(Verdict.Accepted.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "nothing", "{}", "[]", "{\"keys\":null}", "{\"keys\":{}}"})
    void isUnavailableWhileTheDocumentIsNoKeySet(String document) {
        tokens.publish(document);

        assertThat(verdict(tokens.token().signed())).isInstanceOf(Verdict.Unavailable.class);
    }

    @Test
    void acceptsEs256() throws JOSEException {
        var key = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        publish(key);

        var token = tokens.token().keyId("ec").signedWith(JWSAlgorithm.ES256, new ECDSASigner(key));
        assertThat(verdict(token)).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void acceptsPs256AndRs256OfAKeyWithoutAlgorithm() throws JOSEException {
        var key = rsa("rsa", null);
        publish(key);

        for (var algorithm : List.of(JWSAlgorithm.PS256, JWSAlgorithm.RS256)) {
            var token = tokens.token().keyId("rsa").signedWith(algorithm, new RSASSASigner(key));
            assertThat(verdict(token)).isInstanceOf(Verdict.Accepted.class);
        }
    }

    @Test
    void refusesAnAlgorithmThatIsNotTheOneOfItsKey() throws JOSEException {
        var rs256 = rsa("rs", JWSAlgorithm.RS256);
        var ec = new ECKeyGenerator(Curve.P_256).keyID("ec").generate();
        publish(rs256, ec);

        var draft = tokens.token();
        assertThat(
                        List.of(
                                draft.keyId("rs")
                                        .signedWith(JWSAlgorithm.PS256, new RSASSASigner(rs256)),
                                draft.keyId("ec")
                                        .signedWith(JWSAlgorithm.RS256, new RSASSASigner(rs256)),
                                draft.keyId("rs")
                                        .signedWith(JWSAlgorithm.ES256, new ECDSASigner(ec))))
                .allSatisfy(token ->
                        assertThat(reason(verdict(token)))
                                .isEqualTo(
                                        "The token's algorithm (alg) is not the one of its key."));
    }

    @Test
    void refusesAnotherAlgorithm() throws JOSEException {
        var key = rsa("rsa", null);
        publish(key);
        var draft = tokens.token().keyId("rsa");
        var sentence = "The token's algorithm (alg) must be RS256, PS256 or ES256.";

        assertThat(reason(verdict(draft.signedWith(JWSAlgorithm.RS512, new RSASSASigner(key)))))
                .isEqualTo(sentence);
        assertThat(
                        reason(
                                verdict(
                                        draft.signedWith(
                                                JWSAlgorithm.HS256, new MACSigner(new byte[32])))))
                .isEqualTo(sentence);
        assertThat(reason(verdict(draft.unsigned()))).isEqualTo("The token is not a signed JWT.");
    }

    @Test
    void refusesAKeyForEncryption() throws JOSEException {
        var key = rsa("rsa", null);
        tokens.publish(
                new JWKSet(key)
                        .toString(true)
                        .replaceFirst("\\{\"kty\"", "{\"use\":\"enc\",\"kty\""));

        assertThat(
                        reason(
                                verdict(
                                        tokens.token()
                                                .keyId("rsa")
                                                .signedWith(
                                                        JWSAlgorithm.RS256,
                                                        new RSASSASigner(key)))))
                .isEqualTo("The token names a key (kid) that the issuer does not have.");
    }

    @Test
    void triesAllKeysForATokenWithoutAKeyId() throws JOSEException {
        var signer = rsa("second", null);
        publish(rsa("first", null), signer);

        var token =
                tokens.token().keyId(null).signedWith(JWSAlgorithm.RS256, new RSASSASigner(signer));
        assertThat(verdict(token)).isInstanceOf(Verdict.Accepted.class);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {"JWT", "jwt", "at+jwt", "AT+JWT", "application/at+jwt", "application/jwt"})
    void acceptsTheTypesOfAccessTokens(@Nullable String type) {
        assertThat(verdict(tokens.token().type(type).signed()))
                .isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void refusesAnotherType() {
        assertThat(reason(verdict(tokens.token().type("secevent+jwt").signed())))
                .isEqualTo("The token's type (typ) must be JWT or at+jwt.");
    }

    @Test
    void readsScopesOfEveryForm() {
        var drafts =
                List.of(
                        scoped("scope", "stats:read  payments:read"),
                        scoped("scope", List.of("payments:read")),
                        scoped("scp", "payments:read"),
                        scoped("scp", List.of("stats:read", "payments:read", "payments:read")));

        for (var draft : drafts) {
            assertThat(verdict(draft.signed()))
                    .isInstanceOfSatisfying(
                            Verdict.Accepted.class,
                            it -> assertThat(it.client().may("payments:read")).isTrue());
        }
        assertThat(verdict(scoped("scope", List.of()).claim("scp", "payments:read").signed()))
                .isInstanceOfSatisfying(
                        Verdict.Accepted.class, it -> assertThat(it.client().scopes()).isEmpty());
        assertThat(reason(verdict(scoped("scope", List.of("payments:read", 1)).signed())))
                .isEqualTo(
                        "The token's claim scope must be a string of scopes with spaces between"
                                + " them, or a list of scopes.");
    }

    @Test
    void allowsTheLeewayForNotBeforeAndIssueTimeOnly() {
        assertThat(verdict(issuedAt(NOW.plusSeconds(30)).signed()))
                .isInstanceOf(Verdict.Accepted.class);
        assertThat(reason(verdict(issuedAt(NOW.plusSeconds(31)).signed())))
                .isEqualTo("The token's issue time (iat) is in the future.");
        assertThat(verdict(tokens.token().notBefore(NOW.plusSeconds(30)).signed()))
                .isInstanceOf(Verdict.Accepted.class);
        assertThat(reason(verdict(tokens.token().notBefore(NOW.plusSeconds(31)).signed())))
                .isEqualTo("The token is not valid yet.");
        assertThat(reason(verdict(tokens.token().expiresAt(NOW).signed())))
                .isEqualTo("The token has expired.");
    }

    @Test
    void refusesKeysOfAnotherIssuersDiscoveryDocument() {
        tokens.discoverAs("https://another-issuer.example");
        try (var discovering = verifier(null, tokens.issuer())) {
            assertThat(verdict(discovering, tokens.token().signed()))
                    .isInstanceOf(Verdict.Unavailable.class);

            tokens.discoverAs(tokens.issuer());
            assertThat(verdict(discovering, tokens.token().signed()))
                    .isInstanceOf(Verdict.Accepted.class);
        }
    }

    private TokenDraft issuedAt(Instant issueTime) {
        return tokens.token().claim("iat", Date.from(issueTime));
    }

    private TokenDraft scoped(String claim, Object value) {
        return tokens.token().without("scope").claim(claim, value);
    }

    private void publish(JWK... keys) {
        tokens.publish(new JWKSet(List.of(keys)).toString(true));
    }

    private static RSAKey rsa(String id, @Nullable JWSAlgorithm algorithm) throws JOSEException {
        return new RSAKeyGenerator(2048).keyID(id).algorithm(algorithm).generate();
    }

    private static TokenVerifier verifier(@Nullable String jwkSetUri, String issuer) {
        return new TokenVerifier(
                jwkSetUri,
                new TokenClaims(issuer, List.of("paycast"), Duration.ofSeconds(30), _ -> false),
                InstantSource.fixed(NOW));
    }

    private Verdict verdict(String token) {
        return verdict(verifier, token);
    }

    private static Verdict verdict(TokenVerifier verifier, String token) {
        return verifier.verify(token).orTimeout(20, TimeUnit.SECONDS).join();
    }

    private static String reason(Verdict verdict) {
        return verdict instanceof Verdict.Refused(var reason) ? reason : verdict.toString();
    }
}
