package io.paycast.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paycast.settings.InvalidSettingException;
import io.paycast.testsupport.ForgedToken;
import io.paycast.testsupport.TestTokens;
import io.paycast.testsupport.TokenDraft;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class TokenVerifierTest {

    private static final Instant NOW = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    private static final TestTokens SHARED = TestTokens.start(InstantSource.fixed(NOW));

    private final TestTokens tokens = TestTokens.start(InstantSource.fixed(NOW));
    private final TokenVerifier verifier = verifierOf(tokens);

    @AfterEach
    void close() {
        verifier.close();
        tokens.close();
    }

    @AfterAll
    static void closeShared() {
        SHARED.close();
    }

    private static TokenVerifier verifierOf(TestTokens issuer) {
        return new TokenVerifier(
                issuer.jwkSetUri(),
                new TokenClaims(
                        issuer.issuer(),
                        List.of("paycast"),
                        TokenClaims.DEFAULT_LEEWAY,
                        client -> false),
                InstantSource.fixed(NOW));
    }

    private static Verdict verdict(TokenVerifier verifier, String token) {
        return verifier.verify(token).orTimeout(20, TimeUnit.SECONDS).join();
    }

    @Test
    void keepsFewerThan32MillionCharactersOfTokensWaiting() {
        assertThat(verdict(verifier, "x".repeat(32 * 1024 * 1024 + 1)))
                .isInstanceOfSatisfying(
                        Verdict.Unavailable.class,
                        refused -> assertThat(refused.reason()).startsWith("Too many tokens"));
        assertThat(verdict(verifier, tokens.token().signed())).isInstanceOf(Verdict.Accepted.class);
    }

    private static String reason(Verdict verdict) {
        return verdict instanceof Verdict.Refused(var reason) ? reason : verdict.toString();
    }

    @Test
    void readsTheClientFromAValidToken() {
        var token =
                tokens.token()
                        .subject("ann")
                        .scopes("payments:read", "stats:read")
                        .orders("o1", "o2")
                        .claim("sid", "login-1")
                        .signed();
        assertThat(verdict(verifier, token))
                .isInstanceOfSatisfying(
                        Verdict.Accepted.class,
                        accepted -> {
                            var client = accepted.client();
                            assertThat(client.subject()).isEqualTo("ann");
                            assertThat(client.sessionId()).isEqualTo("login-1");
                            assertThat(client.may("stats:read")).isTrue();
                            assertThat(client.may("stats")).isFalse();
                            assertThat(client.entitlement().orders())
                                    .containsExactlyInAnyOrder("o1", "o2");
                            assertThat(client.expiresAt()).isEqualTo(NOW.plusSeconds(3_600));
                        });
    }

    @Test
    void allowsAllOrdersWithoutAnOrdersClaim() {
        assertThat(verdict(verifier, tokens.token().signed()))
                .isInstanceOfSatisfying(
                        Verdict.Accepted.class,
                        accepted -> assertThat(accepted.client().entitlement().orders()).isNull());
    }

    static Stream<ForgedToken> forged() {
        return SHARED.forged().stream();
    }

    @ParameterizedTest
    @MethodSource("forged")
    void refusesAForgedToken(ForgedToken forged) {
        try (var strict = verifierOf(SHARED)) {
            assertThat(verdict(strict, forged.token())).isInstanceOf(Verdict.Refused.class);
        }
    }

    @Test
    void namesTheReason() {
        assertThat(reason(verdict(verifier, tokens.token().expiresAt(NOW).signed())))
                .isEqualTo("The token has expired.");
        assertThat(
                        reason(
                                verdict(
                                        verifier,
                                        tokens.token().notBefore(NOW.plusSeconds(31)).signed())))
                .isEqualTo("The token is not valid yet.");
        assertThat(reason(verdict(verifier, tokens.token().issuer("x").signed())))
                .isEqualTo("The token's issuer (iss) is not accepted here.");
        assertThat(reason(verdict(verifier, tokens.token().audience("x").signed())))
                .isEqualTo("The token's audience (aud) is not accepted here.");
        assertThat(reason(verdict(verifier, tokens.token().without("sub").signed())))
                .isEqualTo("The token has no subject (sub).");
        assertThat(reason(verdict(verifier, "abc"))).isEqualTo("The token is not a signed JWT.");
    }

    @Test
    void toleratesASmallClockDifference() {
        assertThat(verdict(verifier, tokens.token().notBefore(NOW.plusSeconds(30)).signed()))
                .isInstanceOf(Verdict.Accepted.class);
        assertThat(verdict(verifier, tokens.token().expiresAt(NOW.plusSeconds(1)).signed()))
                .isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void refusesARevokedClient() {
        try (var strict =
                new TokenVerifier(
                        tokens.jwkSetUri(),
                        new TokenClaims(
                                tokens.issuer(),
                                List.of(),
                                TokenClaims.DEFAULT_LEEWAY,
                                client -> client.subject().equals("ann")),
                        InstantSource.fixed(NOW))) {
            assertThat(reason(verdict(strict, tokens.token("ann"))))
                    .isEqualTo("The token was revoked.");
            assertThat(verdict(strict, tokens.token("ben"))).isInstanceOf(Verdict.Accepted.class);
        }
    }

    /** Each claim with each value that cannot be read. */
    static Stream<Arguments> malformedClaims() {
        var text = List.of("null", "5", "true", "\"\"", "\" \"", "[]", "[\"a\"]", "{}");
        var orders =
                List.of(
                        "null",
                        "5",
                        "true",
                        "\"o1\"",
                        "\"\"",
                        "{}",
                        "{\"0\":\"o1\"}",
                        "[]",
                        "[null]",
                        "[\"o1\",null]",
                        "[5]",
                        "[true]",
                        "[[\"o1\"]]",
                        "[{}]",
                        "[\"\"]",
                        "[\" \"]",
                        "[\"o1\\u0000\"]",
                        "[\"o1\\ud800\"]",
                        "[\"o1\\u2028\"]",
                        "[\"" + "o".repeat(256) + "\"]");
        return Stream.of(
                        malformed("orders", orders),
                        malformed("merchant", text),
                        malformed(
                                "test",
                                List.of(
                                        "null",
                                        "0",
                                        "1",
                                        "\"true\"",
                                        "\"\"",
                                        "[]",
                                        "[true]",
                                        "{}")),
                        malformed("sid", text),
                        malformed("jti", text),
                        malformed("sub", text.stream().filter(json -> !json.equals("5")).toList()),
                        malformed("scope", List.of("null", "5", "true", "{}")))
                .flatMap(cases -> cases);
    }

    private static Stream<Arguments> malformed(String claim, List<String> values) {
        return values.stream().map(value -> Arguments.of(claim, value));
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("malformedClaims")
    void refusesAClaimThatCannotBeRead(String claim, String json) {
        try (var strict = verifierOf(SHARED)) {
            var token = SHARED.token().notBefore(NOW).rawClaim(claim, json).signed();
            assertThat(verdict(strict, token))
                    .isInstanceOfSatisfying(
                            Verdict.Refused.class,
                            refused ->
                                    assertThat(refused.reason())
                                            .containsAnyOf(
                                                    "claim " + claim + " must be ",
                                                    "no subject (sub)",
                                                    "A claim of the token has an invalid type"));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {"exp|null", "exp|\"soon\"", "exp|[]", "nbf|\"now\"", "iat|{}", "iat|\"\""})
    void refusesATimeThatCannotBeRead(String claim, String json) {
        try (var strict = verifierOf(SHARED)) {
            assertThat(
                            verdict(
                                    strict,
                                    SHARED.token().notBefore(NOW).rawClaim(claim, json).signed()))
                    .isInstanceOf(Verdict.Refused.class);
        }
    }

    @Test
    void readsTheMerchantAndTheModeOfACustomerToken() {
        assertThat(entitlement(tokens.token().orders("o")))
                .isEqualTo(new Entitlement(Set.of("o"), null, PaymentMode.LIVE));
        assertThat(entitlement(tokens.token().orders("o").claim("merchant", "ae")))
                .isEqualTo(new Entitlement(Set.of("o"), "ae", PaymentMode.LIVE));
        assertThat(entitlement(tokens.token().orders("o").claim("test", true)).mode())
                .isEqualTo(PaymentMode.ANY);
        assertThat(entitlement(tokens.token().orders("o").claim("test", false)).mode())
                .isEqualTo(PaymentMode.LIVE);
        assertThat(entitlement(tokens.token())).isEqualTo(Entitlement.ALL);
        assertThat(entitlement(tokens.token().claim("test", false)).mode())
                .isEqualTo(PaymentMode.LIVE);
    }

    private Entitlement entitlement(TokenDraft draft) {
        return ((Verdict.Accepted) verdict(verifier, draft.signed())).client().entitlement();
    }

    @Test
    void readsReferencesOf255CharactersInAToken() {
        var longest = "é".repeat(255);
        assertThat(verdict(verifier, tokens.token().orders(longest).signed()))
                .isInstanceOfSatisfying(
                        Verdict.Accepted.class,
                        accepted ->
                                assertThat(accepted.client().entitlement().orders())
                                        .containsExactly(longest));
    }

    @Test
    void refusesClaimsOfTheWrongType() {
        var drafts =
                List.of(
                        tokens.token().claim("orders", "o1"),
                        tokens.token().claim("orders", Arrays.asList("o1", null)),
                        tokens.token().claim("orders", List.of(1)),
                        tokens.token().claim("scope", List.of(1)),
                        tokens.token().without("scope").claim("scp", Map.of("a", "b")),
                        tokens.token().claim("scope", 7),
                        tokens.token().claim("sid", 5),
                        tokens.token().claim("exp", "soon"));
        for (var draft : drafts) {
            assertThat(verdict(verifier, draft.signed())).isInstanceOf(Verdict.Refused.class);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "null",
                "{\"alg\":\"RS256\",\"kid\":5}",
                "{\"alg\":5}",
                "{\"alg\":\"RS256\",\"typ\":\"secevent+jwt\"}",
                "{\"alg\":\"RS256\",\"crit\":[\"x\"],\"x\":1}",
                "{\"alg\":\"RS256\",\"b64\":false,\"crit\":[\"b64\"]}",
                "{\"alg\":\"RS256\",\"jwk\":{\"kty\":\"RSA\"}}",
                "{\"alg\":\"RS256\",\"x5c\":[\"%%%\"]}",
                "{\"alg\":\"RS256\",\"jku\":\"http://127.0.0.1:1/\"}",
                "{\"alg\":\"ES256\"}",
                "{\"alg\":\"dir\",\"enc\":\"A128GCM\"}"
            })
    void refusesHeadersOfAnyKind(String header) {
        var payload = encoded("{\"sub\":\"x\"}");
        assertThat(verdict(verifier, encoded(header) + "." + payload + ".AAAA"))
                .isInstanceOf(Verdict.Refused.class);
        assertThat(verdict(verifier, encoded(header) + "." + payload + ".AAAA.AAAA.AAAA"))
                .isInstanceOf(Verdict.Refused.class);
    }

    @Test
    void refusesDeepNestingAndGreatLength() {
        var deep = "{\"alg\":\"RS256\",\"x\":" + "[".repeat(100_000);
        assertThat(verdict(verifier, encoded(deep) + ".e30.AAAA"))
                .isInstanceOf(Verdict.Refused.class);
        var closed = "{\"alg\":\"RS256\",\"x\":" + "[".repeat(5_000) + "]".repeat(5_000) + "}";
        assertThat(verdict(verifier, encoded(closed) + ".e30.AAAA"))
                .isInstanceOf(Verdict.Refused.class);
        assertThat(verdict(verifier, "a".repeat(1_000_000))).isInstanceOf(Verdict.Refused.class);
    }

    private static String encoded(String text) {
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void fetchesARotatedKey() {
        assertThat(verdict(verifier, tokens.token().signed())).isInstanceOf(Verdict.Accepted.class);
        var before = tokens.token().signed();
        tokens.rotateKey();
        assertThat(verdict(verifier, tokens.token().signed())).isInstanceOf(Verdict.Accepted.class);
        assertThat(verdict(verifier, before)).isInstanceOf(Verdict.Accepted.class);
    }

    /** The clock stands still: the limit is one per time. */
    @Test
    void limitsRequestsForUnknownKeys() {
        var keys =
                new IssuerKeys(
                        KeyLocation.of(tokens.jwkSetUri(), null), () -> 0, Duration.ofMinutes(1));
        var claims =
                new TokenClaims(
                        tokens.issuer(),
                        List.of("paycast"),
                        TokenClaims.DEFAULT_LEEWAY,
                        client -> false);
        try (var strict =
                new TokenVerifier(keys, claims, InstantSource.fixed(NOW), Duration.ofMinutes(1))) {
            IntStream.range(0, 50)
                    .mapToObj(i -> tokens.token().keyId("forged-" + i).signed())
                    .forEach(token ->
                            assertThat(reason(verdict(strict, token)))
                                    .isEqualTo(
                                            "The token names a key (kid) that the issuer does not"
                                                    + " have."));
            assertThat(tokens.jwkSetRequests()).isLessThanOrEqualTo(3);
            assertThat(verdict(strict, tokens.token().signed()))
                    .isInstanceOf(Verdict.Accepted.class);
        }
    }

    @Test
    void isUnavailableBeforeTheFirstFetchOfKeys() {
        var token = tokens.token().signed();
        tokens.close();
        for (int i = 0; i < 5; i++) {
            assertThat(verdict(verifier, token)).isInstanceOf(Verdict.Unavailable.class);
        }
    }

    @Test
    void keepsCachedKeysWhileTheIssuerIsDown() {
        assertThat(verdict(verifier, tokens.token().signed())).isInstanceOf(Verdict.Accepted.class);
        tokens.close();
        assertThat(verdict(verifier, tokens.token().signed())).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void isUnavailableForAnUnknownKeyWhileTheIssuerIsDown() {
        assertThat(verdict(verifier, tokens.token().signed())).isInstanceOf(Verdict.Accepted.class);
        tokens.close();
        for (int i = 0; i < 5; i++) {
            assertThat(verdict(verifier, tokens.token().keyId("unknown-" + i).signed()))
                    .isEqualTo(
                            new Verdict.Unavailable(
                                    "The token issuer's keys are not available; try again"
                                            + " later."));
        }
        assertThat(verdict(verifier, tokens.token().signed())).isInstanceOf(Verdict.Accepted.class);
    }

    @Test
    void discoversTheAddressOfTheKeys() {
        try (var discovering =
                new TokenVerifier(
                        null,
                        new TokenClaims(
                                tokens.issuer(),
                                List.of("paycast"),
                                TokenClaims.DEFAULT_LEEWAY,
                                client -> false),
                        InstantSource.fixed(NOW))) {
            assertThat(verdict(discovering, tokens.token().signed()))
                    .isInstanceOf(Verdict.Accepted.class);
        }
    }

    @Test
    void abortsStartupWithoutTheAddressOfTheKeys() {
        assertThatThrownBy(() -> verifier(null, null))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "spring.security.oauth2.resourceserver.jwt.jwk-set-uri or"
                                + " spring.security.oauth2.resourceserver.jwt.issuer-uri must be"
                                + " set, so that the gateway can verify tokens.");
    }

    @Test
    void abortsStartupIfTheAddressOfTheKeysIsNotAUrl() {
        assertThatThrownBy(() -> verifier("no url", null))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageContaining("jwt.jwk-set-uri must be a URL")
                .hasMessageContaining("\"no url\"");
    }

    private static TokenVerifier verifier(@Nullable String jwkSetUri, @Nullable String issuer) {
        return new TokenVerifier(
                jwkSetUri,
                new TokenClaims(issuer, List.of(), TokenClaims.DEFAULT_LEEWAY, client -> false),
                InstantSource.system());
    }
}
