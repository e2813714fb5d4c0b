package io.paycast.testsupport;

import com.nimbusds.jose.jwk.RSAKey;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * A token that must be refused.
 *
 * @param flaw what is wrong with it, for the name of a test
 */
public record ForgedToken(String flaw, String token) {

    /** More than the minute by which verifiers usually let clocks differ. */
    private static final Duration BEYOND_CLOCK_SKEW = Duration.ofMinutes(2);

    static List<ForgedToken> allOf(TestTokens issuer, RSAKey stranger, Instant now) {
        var good = issuer.token().signed();
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
                        "wrong issuer", issuer.token().issuer("http://127.0.0.1:1").signed()),
                new ForgedToken("no issuer", issuer.token().without("iss").signed()),
                new ForgedToken("wrong audience", issuer.token().audience("other").signed()),
                new ForgedToken("no audience", issuer.token().without("aud").signed()),
                new ForgedToken("claims of another token", withClaimsOf(issuer, good)),
                new ForgedToken("signature cut off", good.substring(0, good.lastIndexOf('.') + 1)),
                new ForgedToken("no token at all", "not-a-token"));
    }

    private static String withClaimsOf(TestTokens issuer, String good) {
        var other = issuer.token().subject("admin").signed();
        return part(good, 0) + "." + part(other, 1) + "." + part(good, 2);
    }

    private static String part(String token, int index) {
        return token.split("\\.", -1)[index];
    }

    @Override
    public String toString() {
        return flaw;
    }
}
