package io.paycast.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.net.URI;
import java.text.ParseException;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TestTokensTest {

    private static final TestTokens TOKENS = TestTokens.start();

    @AfterAll
    static void close() {
        TOKENS.close();
    }

    @Test
    void issuesTokensThatAStrictVerifierAccepts() throws Exception {
        var claims = verify(TOKENS.token("alice", "payments:read", "stats:read"));

        assertThat(claims.getSubject()).isEqualTo("alice");
        assertThat(claims.getStringClaim("scope")).isEqualTo("payments:read stats:read");
        assertThat(claims.getExpirationTime()).isInTheFuture();
    }

    @Test
    void issuesCustomerTokensWithTheirOrders() throws Exception {
        var claims = verify(TOKENS.token().orders("order_1", "order_2").signed());

        assertThat(claims.getStringListClaim("orders")).isEqualTo(List.of("order_1", "order_2"));
    }

    @Test
    void keepsTokensOfThePreviousKeyValidAfterARotation() throws Exception {
        var before = TOKENS.token("before");
        TOKENS.rotateKey();

        assertThat(verify(before).getSubject()).isEqualTo("before");
        assertThat(verify(TOKENS.token("after")).getSubject()).isEqualTo("after");
    }

    @ParameterizedTest
    @MethodSource("forged")
    void forgesTokensThatAStrictVerifierRefuses(ForgedToken forged) {
        assertThatThrownBy(() -> verify(forged.token()))
                .isInstanceOfAny(BadJOSEException.class, ParseException.class);
    }

    static Stream<ForgedToken> forged() {
        return TOKENS.forged().stream();
    }

    private static JWTClaimsSet verify(String token) throws Exception {
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(
                        JWSAlgorithm.RS256,
                        JWKSourceBuilder.create(URI.create(TOKENS.jwkSetUri()).toURL()).build()));
        processor.setJWTClaimsSetVerifier(
                new DefaultJWTClaimsVerifier<>(
                        "paycast",
                        new JWTClaimsSet.Builder().issuer(TOKENS.issuer()).build(),
                        Set.of("sub", "exp", "sid")));
        return processor.process(token, null);
    }
}
