package io.paycast.testsupport;

import com.nimbusds.jose.jwk.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A token that every verifier must refuse.
 *
 * @param flaw why it is invalid; the name of a test case
 */
public record ForgedToken(String flaw, String token) {

    /** Verifiers usually tolerate a clock difference of one minute. */
    private static final Duration BEYOND_CLOCK_SKEW = Duration.ofMinutes(2);

    static List<ForgedToken> allOf(TestTokens issuer, RSAKey stranger, Instant now) {
        var valid = issuer.token().signed();
        return List.of(
                new ForgedToken("alg none", issuer.token().unsigned()),
                new ForgedToken(
                        "HS256 with the public key as the secret",
                        issuer.token().signedWithThePublicKeyAsSecret()),
                new ForgedToken("signed by a stranger", issuer.token().signedBy(stranger)),
                new ForgedToken("unknown key id", issuer.token().keyId("no-such-key").signed()),
                new ForgedToken(
                        "expired", issuer.token().expiresAt(now.minus(BEYOND_CLOCK_SKEW)).signed()),
                new ForgedToken(
                        "not yet valid",
                        issuer.token().notBefore(now.plus(BEYOND_CLOCK_SKEW)).signed()),
                new ForgedToken("never expires", issuer.token().without("exp").signed()),
                new ForgedToken(
                        "other issuer", issuer.token().issuer("http://127.0.0.1:1").signed()),
                new ForgedToken("no issuer", issuer.token().without("iss").signed()),
                new ForgedToken("other audience", issuer.token().audience("other").signed()),
                new ForgedToken("no audience", issuer.token().without("aud").signed()),
                new ForgedToken("claims of another token", withClaimsOf(issuer, valid)),
                new ForgedToken(
                        "signature cut off", valid.substring(0, valid.lastIndexOf('.') + 1)),
                new ForgedToken("no token at all", "not-a-token"));
    }

    private static String withClaimsOf(TestTokens issuer, String valid) {
        var other = issuer.token().subject("admin").signed();
        return part(valid, 0) + "." + part(other, 1) + "." + part(valid, 2);
    }

    private static String part(String token, int index) {
        return token.split("\\.", -1)[index];
    }

    @Override
    public String toString() {
        return flaw;
    }
}
