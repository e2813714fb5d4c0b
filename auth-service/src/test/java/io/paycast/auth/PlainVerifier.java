package io.paycast.auth;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.util.Date;
import java.util.Set;

/**
 * Verifies tokens as another vendor's service would: with plain Nimbus, and only the JWK set that
 * it fetched over HTTP.
 */
public final class PlainVerifier {

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

    private PlainVerifier(JWKSet keys, RunningAuth auth) {
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, new ImmutableJWKSet<>(keys)));
        var claims =
                new DefaultJWTClaimsVerifier<SecurityContext>(
                        "paycast",
                        new JWTClaimsSet.Builder().issuer("http://localhost:8083").build(),
                        Set.of("sub", "iat", "nbf", "exp", "jti", "sid", "scope")) {
                    @Override
                    protected Date currentTime() {
                        return Date.from(auth.clock.instant());
                    }
                };
        claims.setMaxClockSkew(0);
        processor.setJWTClaimsSetVerifier(claims);
    }

    /** Returns a verifier with the keys that are published now. */
    public static PlainVerifier of(RunningAuth auth) {
        try {
            var address = URI.create(auth.url() + "/.well-known/jwks.json");
            return new PlainVerifier(JWKSet.load(address.toURL()), auth);
        } catch (IOException | ParseException e) {
            throw new AssertionError("the JWK set is unreadable", e);
        }
    }

    /** Verifies a token and returns its claims. */
    public JWTClaimsSet claims(String token) {
        try {
            return processor.process(token, null);
        } catch (ParseException | BadJOSEException | JOSEException e) {
            throw new AssertionError("the token is invalid: " + e.getMessage(), e);
        }
    }
}
