package io.paycast.auth.access;

import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import io.paycast.auth.http.BoundedExecutor;
import io.paycast.auth.keys.SigningKeys;
import io.paycast.auth.revocation.Caller;
import io.paycast.auth.revocation.Revocations;
import io.paycast.auth.users.Scope;
import java.time.Clock;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.springframework.security.authentication.AuthenticationServiceException;
import org.springframework.security.oauth2.core.DelegatingOAuth2TokenValidator;
import org.springframework.security.oauth2.jwt.BadJwtException;
import org.springframework.security.oauth2.jwt.Jwt;
import org.springframework.security.oauth2.jwt.JwtClaimValidator;
import org.springframework.security.oauth2.jwt.JwtException;
import org.springframework.security.oauth2.jwt.JwtIssuerValidator;
import org.springframework.security.oauth2.jwt.JwtTimestampValidator;
import org.springframework.security.oauth2.jwt.NimbusJwtDecoder;
import org.springframework.security.oauth2.jwt.ReactiveJwtDecoder;
import reactor.core.publisher.Mono;

/**
 * Verifies the access tokens of requests to this service against its own keys and revocations.
 * Thread-safe; the database is read on the executor's threads.
 */
public final class BearerTokenDecoder implements ReactiveJwtDecoder {

    /** The clocks of two instances may differ by this much. */
    private static final Duration SKEW = Duration.ofSeconds(5);

    /** The scopes of the gateway. No endpoint of {@link AuthSecurity} asks for one of them. */
    private static final Set<String> ELSEWHERE =
            Set.copyOf(
                    Scope.wireNames(
                            EnumSet.of(
                                    Scope.PAYMENTS_READ, Scope.PAYMENTS_TEST, Scope.STATS_READ)));

    private final NimbusJwtDecoder decoder;
    private final Revocations revocations;
    private final BoundedExecutor executor;

    /**
     * @param issuer the required claim {@code iss}
     * @param audience a value that the claim {@code aud} must contain
     */
    public BearerTokenDecoder(
            SigningKeys keys,
            Revocations revocations,
            String issuer,
            String audience,
            Clock clock,
            BoundedExecutor executor) {
        this.decoder = decoder(keys, issuer, audience, clock);
        this.revocations = revocations;
        this.executor = executor;
    }

    @Override
    public Mono<Jwt> decode(String token) {
        return executor.submit(() -> verify(token))
                .onErrorMap(
                        fault -> !(fault instanceof JwtException),
                        fault ->
                                new AuthenticationServiceException(
                                        "token verification failed", fault));
    }

    private Jwt verify(String token) {
        var jwt = decoder.decode(token);
        if (mayBePermittedHere(jwt) && revocations.isRevoked(Caller.of(jwt))) {
            throw new BadJwtException("revoked");
        }
        return jwt;
    }

    /**
     * No other token is permitted anything here, so that it must not cost the database anything.
     */
    private static boolean mayBePermittedHere(Jwt jwt) {
        var scopes = jwt.getClaimAsString("scope");
        return scopes != null && !ELSEWHERE.containsAll(List.of(scopes.split(" ")));
    }

    private static NimbusJwtDecoder decoder(
            SigningKeys keys, String issuer, String audience, Clock clock) {
        JWKSource<SecurityContext> published = (selector, _) -> selector.select(keys.published());
        var processor = new DefaultJWTProcessor<SecurityContext>();
        processor.setJWSTypeVerifier(new DefaultJOSEObjectTypeVerifier<>(JOSEObjectType.JWT));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, published));
        processor.setJWTClaimsSetVerifier((_, _) -> {});
        var times = new JwtTimestampValidator(SKEW);
        times.setClock(clock);
        times.setAllowEmptyExpiryClaim(false);
        times.setAllowEmptyNotBeforeClaim(false);
        var decoder = new NimbusJwtDecoder(processor);
        decoder.setJwtValidator(
                new DelegatingOAuth2TokenValidator<>(
                        times,
                        new JwtIssuerValidator(issuer),
                        new JwtClaimValidator<List<String>>(
                                "aud", aud -> aud != null && aud.contains(audience))));
        return decoder;
    }
}
