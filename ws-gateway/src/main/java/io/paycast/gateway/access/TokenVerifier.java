package io.paycast.gateway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSetUnavailableException;
import com.nimbusds.jose.jwk.source.RateLimitReachedException;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.BadJWTException;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Date;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies a token and returns its client: the RS256 signature, issuer, audience, validity period
 * and revocation. Thread-safe; it never blocks the caller.
 */
public final class TokenVerifier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TokenVerifier.class);

    /** Two machines' clocks differ, so a token issued now may appear to start later. */
    private static final Duration NOT_BEFORE_TOLERANCE = Duration.ofSeconds(5);

    private static final int MAX_WAITING = 20_000;

    private static final Verdict NO_KEYS =
            new Verdict.Unavailable("The token issuer's keys are not available; try again later.");
    private static final Verdict INVALID_SIGNATURE =
            new Verdict.Refused("The token's signature is invalid.");
    private static final Verdict INVALID_CLAIM =
            new Verdict.Refused("A claim of the token has an invalid type.");
    private static final Verdict NOT_A_JWT = new Verdict.Refused("The token is not a JWT.");

    private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();
    private final IssuerKeys keys;
    private final @Nullable String issuer;
    private final List<String> audiences;
    private final Predicate<Client> revoked;
    private final InstantSource clock;
    private final ThreadPoolExecutor threads;

    /**
     * Creates a verifier for the tokens of one issuer.
     *
     * @param issuer the required {@code iss}, or null to accept any
     * @param audiences the accepted {@code aud} values; empty to accept any
     * @param revoked tests whether a client's token was revoked
     * @throws io.paycast.settings.InvalidSettingException if no address of the issuer's keys is set
     */
    public TokenVerifier(
            @Nullable String jwkSetUri,
            @Nullable String issuer,
            List<String> audiences,
            Predicate<Client> revoked,
            InstantSource clock) {
        this(IssuerKeys.of(jwkSetUri, issuer), issuer, audiences, revoked, clock);
    }

    private TokenVerifier(
            IssuerKeys keys,
            @Nullable String issuer,
            List<String> audiences,
            Predicate<Client> revoked,
            InstantSource clock) {
        this.keys = keys;
        this.issuer = issuer;
        this.audiences = List.copyOf(audiences);
        this.revoked = revoked;
        this.clock = clock;
        processor.setJWSTypeVerifier(
                new DefaultJOSEObjectTypeVerifier<>(
                        JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
        processor.setJWSKeySelector(
                new JWSVerificationKeySelector<>(JWSAlgorithm.RS256, keys.source()));
        processor.setJWTClaimsSetVerifier((claims, context) -> {});
        int cores = Runtime.getRuntime().availableProcessors();
        this.threads =
                new ThreadPoolExecutor(
                        cores,
                        cores,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MAX_WAITING),
                        Thread.ofPlatform().name("token-verifier-", 0).daemon().factory());
    }

    /** Verifies a token on another thread. The future never completes exceptionally. */
    public CompletableFuture<Verdict> verify(String token) {
        try {
            return CompletableFuture.supplyAsync(() -> verifyNow(token), threads);
        } catch (RejectedExecutionException e) {
            return CompletableFuture.completedFuture(
                    new Verdict.Unavailable(
                            "Too many tokens are waiting for verification; try again later."));
        }
    }

    @Override
    public void close() {
        threads.shutdown();
    }

    /** Returns whether a client's token has been revoked since it was verified. */
    public boolean isRevoked(Client client) {
        return revoked.test(client);
    }

    private Verdict verifyNow(String token) {
        try {
            return verifyNow(processor.process(token, null));
        } catch (ParseException e) {
            return NOT_A_JWT;
        } catch (JWKSetUnavailableException e) {
            return NO_KEYS;
        } catch (RateLimitReachedException e) {
            // The keys were fetched a moment ago and do not include this key id.
            return keys.areKnown() ? INVALID_SIGNATURE : NO_KEYS;
        } catch (BadJWTException e) {
            return INVALID_CLAIM;
        } catch (BadJOSEException | JOSEException e) {
            return INVALID_SIGNATURE;
        } catch (RuntimeException | StackOverflowError e) {
            // A hostile token may crash the parser; the client still gets a response.
            LOG.warn("token unreadable cause={}", e.getClass().getSimpleName());
            return NOT_A_JWT;
        }
    }

    private Verdict verifyNow(JWTClaimsSet claims) {
        var now = clock.instant();
        var expiresAt = instant(claims.getExpirationTime());
        var notBefore = instant(claims.getNotBeforeTime());
        if (expiresAt == null) {
            return new Verdict.Refused("The token has no expiry (exp).");
        }
        if (!expiresAt.isAfter(now)) {
            return new Verdict.Refused("The token has expired.");
        }
        if (notBefore != null && notBefore.isAfter(now.plus(NOT_BEFORE_TOLERANCE))) {
            return new Verdict.Refused("The token is not valid yet.");
        }
        if (issuer != null && !issuer.equals(claims.getIssuer())) {
            return new Verdict.Refused("The token's issuer (iss) is not accepted here.");
        }
        if (!audiences.isEmpty() && audiences.stream().noneMatch(claims.getAudience()::contains)) {
            return new Verdict.Refused("The token's audience (aud) is not accepted here.");
        }
        if (claims.getSubject() == null) {
            return new Verdict.Refused("The token has no subject (sub).");
        }
        try {
            var client = new ClientClaims(claims).client(expiresAt);
            return revoked.test(client)
                    ? new Verdict.Refused("The token was revoked.")
                    : new Verdict.Accepted(client);
        } catch (InvalidClaimException e) {
            return new Verdict.Refused(e.reason());
        }
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
