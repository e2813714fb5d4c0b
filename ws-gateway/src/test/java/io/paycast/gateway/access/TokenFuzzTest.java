package io.paycast.gateway.access;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import io.paycast.events.References;
import io.paycast.testsupport.Fuzzer;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Feeds mutated tokens, and correctly signed tokens with mutated claims, to the verifier. */
class TokenFuzzTest {

    private static final Instant NOW = Instant.parse("2026-11-29T12:00:00Z");
    private static final String ISSUER = "https://issuer.example";
    private static final JsonMapper JSON = JsonMapper.shared();
    private static final Duration FOREVER = Duration.ofHours(1);
    private static final ECKey KEY = newKey();

    private static final TokenVerifier VERIFIER =
            new TokenVerifier(
                    new IssuerKeys(
                            () -> KeySet.parse(new JWKSet(KEY.toPublicJWK()).toString()),
                            () -> 0,
                            FOREVER),
                    new TokenClaims(
                            ISSUER,
                            List.of("paycast"),
                            TokenClaims.DEFAULT_LEEWAY,
                            client -> false),
                    InstantSource.fixed(NOW),
                    FOREVER);

    @AfterAll
    static void stop() {
        VERIFIER.close();
    }

    private static ECKey newKey() {
        try {
            return new ECKeyGenerator(Curve.P_256).keyID("k").generate();
        } catch (JOSEException e) {
            throw new IllegalStateException("every Java platform has P-256", e);
        }
    }

    private static String signed(String claims) {
        try {
            var header = new JWSHeader.Builder(JWSAlgorithm.ES256).keyID("k").build();
            var token = new JWSObject(header, new Payload(claims));
            token.sign(new ECDSASigner(KEY));
            return token.serialize();
        } catch (JOSEException e) {
            throw new IllegalStateException("the key signs ES256", e);
        }
    }

    private static Verdict verdict(String token) {
        return VERIFIER.verify(token).orTimeout(30, TimeUnit.SECONDS).join();
    }

    @Test
    void acceptsNoTokenThatItsIssuerDidNotSign() {
        var claims =
                "{\"iss\":\"%s\",\"aud\":\"paycast\",\"sub\":\"s\",\"exp\":%d,\"orders\":[\"o1\"]}"
                        .formatted(ISSUER, NOW.getEpochSecond() + 60);
        var valid = signed(claims);
        var accepted = ((Verdict.Accepted) verdict(valid)).client();
        Fuzzer.of(TokenFuzzTest.class, "token")
                .withInput(valid.getBytes(ISO_8859_1))
                .withInput(signed(claims.replace("o1", "o2")).replace('.', '!').getBytes(UTF_8))
                .withWords(".", "..", "eyJhbGciOiJub25lIn0", "=", "-_")
                .withInputsOf(16 * 1024)
                .run(input ->
                        switch (verdict(new String(input, ISO_8859_1))) {
                            case Verdict.Refused(var reason) -> {
                                assertThat(reason).matches("[A-Z][^\\x00-\\x1f]{5,200}\\.");
                                yield reason;
                            }
                            // Base64 writes some bytes in several ways: it is the same token.
                            case Verdict.Accepted(var client) -> {
                                assertThat(client).isEqualTo(accepted);
                                yield "accepted";
                            }
                            case Verdict.Unavailable(var reason) ->
                                    throw new AssertionError(reason);
                        });
    }

    @Test
    void grantsNothingByAClaimThatItCannotRead() {
        Fuzzer.of(TokenFuzzTest.class, "claims")
                .withWords(
                        "\"orders\":null,",
                        "\"orders\":[],",
                        "\"test\":\"true\",",
                        "\"merchant\":1,",
                        "\"scope\":[\"payments:read\"],",
                        "\"exp\":1E400,",
                        "\"exp\":null,",
                        "\"aud\":[\"paycast\",1],",
                        "\"sub\":\" \",",
                        "\\u0000",
                        "\"ORDERS\":[\"o\"],")
                .withInputsOf(16 * 1024)
                .run(TokenFuzzTest::checkClaims);
    }

    private static Object checkClaims(byte[] input) {
        var claims = new String(input, UTF_8);
        return switch (verdict(signed(claims))) {
            case Verdict.Refused(var reason) -> {
                assertThat(reason).matches("[A-Z][^\\x00-\\x1f]{5,300}\\.");
                yield reason;
            }
            case Verdict.Unavailable(var reason) -> throw new AssertionError(reason);
            case Verdict.Accepted(var client) -> {
                checkGrant(client, JSON.readTree(claims));
                yield client.scopes().size() + " " + (client.entitlement().orders() == null);
            }
        };
    }

    /** Reads the claims a second time, with another parser. */
    private static void checkGrant(Client client, JsonNode claims) {
        assertThat(claims.path("iss").asString("")).isEqualTo(ISSUER);
        assertThat(client.subject()).isEqualTo(claims.path("sub").asString("")).isNotBlank();
        assertThat(client.expiresAt()).isAfter(NOW);
        assertThat((double) client.expiresAt().getEpochSecond())
                .isLessThanOrEqualTo(claims.path("exp").doubleValue());
        var granted = client.entitlement();
        if (claims.has("orders")) {
            Set<String> named =
                    StreamSupport.stream(claims.path("orders").spliterator(), false)
                            .map(order -> order.asString(""))
                            .collect(Collectors.toSet());
            assertThat(granted.orders())
                    .isEqualTo(named)
                    .isNotEmpty()
                    .allMatch(References::isOrder);
        }
        if (claims.has("merchant")) {
            assertThat(granted.merchant()).isEqualTo(claims.path("merchant").asString(""));
        }
        if (claims.has("orders") && !claims.path("test").asBoolean(false)) {
            assertThat(granted.mode()).isEqualTo(PaymentMode.LIVE);
        }
    }
}
