package io.paycast.gateway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jwt.SignedJWT;
import io.paycast.limits.LogLimit;
import java.text.ParseException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Semaphore;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Verifies a token and returns its client: the signature with a key of the issuer, then its claims.
 * A token whose key is unknown waits for the issuer without holding a thread, so that it delays no
 * token whose key is known. Thread-safe; it never blocks the caller.
 */
public final class TokenVerifier implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(TokenVerifier.class);

    private static final int MAX_LINES_PER_MINUTE = 60;

    private static final int MAX_QUEUED = 20_000;

    /** The characters of all queued tokens. A token may have as many as a request's head. */
    private static final long MAX_QUEUED_CHARS = 32 * 1024 * 1024;

    /** The tokens that may wait for the issuer at once. */
    private static final int MAX_WAITING = 1_000;

    /** More than a fetch of the keys takes at most. */
    private static final Duration MAX_WAIT = Duration.ofSeconds(9);

    /** {@code application/} may be left out of a type (RFC 7515, section 4.1.9). */
    private static final Set<JOSEObjectType> TYPES =
            Set.of(
                    JOSEObjectType.JWT,
                    new JOSEObjectType("application/jwt"),
                    new JOSEObjectType("at+jwt"),
                    new JOSEObjectType("application/at+jwt"));

    private static final Verdict NO_KEYS =
            new Verdict.Unavailable("The token issuer's keys are not available; try again later.");
    private static final Verdict OVERLOADED =
            new Verdict.Unavailable(
                    "Too many tokens are waiting for verification; try again later.");
    private static final Verdict NOT_A_JWT = new Verdict.Refused("The token is not a signed JWT.");

    private final IssuerKeys keys;
    private final TokenClaims claims;
    private final InstantSource clock;
    private final Duration maxWait;
    private final ThreadPoolExecutor threads;
    private final Semaphore waiting = new Semaphore(MAX_WAITING);
    private final LogLimit unparsedLines = new LogLimit(MAX_LINES_PER_MINUTE, System::nanoTime);
    private final AtomicLong queuedChars = new AtomicLong();

    /**
     * Creates a verifier for the tokens of one issuer.
     *
     * @param jwkSetUri the address of the issuer's keys, or null to discover it
     * @param claims what the claims of a token must be
     * @throws io.paycast.settings.InvalidSettingException if no address of the issuer's keys is set
     */
    public TokenVerifier(@Nullable String jwkSetUri, TokenClaims claims, InstantSource clock) {
        this(new IssuerKeys(KeyLocation.of(jwkSetUri, claims.issuer())), claims, clock, MAX_WAIT);
    }

    /**
     * @param maxWait how long a token may wait for its key
     */
    TokenVerifier(IssuerKeys keys, TokenClaims claims, InstantSource clock, Duration maxWait) {
        this.keys = keys;
        this.maxWait = maxWait;
        this.claims = claims;
        this.clock = clock;
        int cores = Runtime.getRuntime().availableProcessors();
        this.threads =
                new ThreadPoolExecutor(
                        cores,
                        cores,
                        0,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MAX_QUEUED),
                        Thread.ofPlatform().name("token-verifier-", 0).daemon().factory());
    }

    /** Verifies a token on another thread. The future never completes exceptionally. */
    public CompletableFuture<Verdict> verify(String token) {
        if (queuedChars.addAndGet(token.length()) > MAX_QUEUED_CHARS) {
            queuedChars.addAndGet(-token.length());
            return CompletableFuture.completedFuture(OVERLOADED);
        }
        return CompletableFuture.completedFuture(token)
                .thenApplyAsync(this::begin, threads)
                .whenComplete((_, _) -> queuedChars.addAndGet(-token.length()))
                .thenCompose(verdict -> verdict)
                .exceptionally(_ -> OVERLOADED);
    }

    @Override
    public void close() {
        threads.shutdown();
        keys.close();
    }

    /** The time since the issuer's keys were last fetched; zero until a token first needs them. */
    public Duration keysAge() {
        return keys.age();
    }

    /** Whether a client's token was revoked after it was verified. */
    public boolean isRevoked(Client client) {
        return claims.revoked().test(client);
    }

    private CompletableFuture<Verdict> begin(String token) {
        try {
            var jwt = SignedJWT.parse(token);
            var refused = refusal(jwt.getHeader());
            if (refused != null) {
                return CompletableFuture.completedFuture(refused);
            }
            var named = keys.current().named(jwt.getHeader());
            return named.isEmpty()
                    ? verifyOnceFetched(jwt)
                    : CompletableFuture.completedFuture(verify(jwt, named));
        } catch (ParseException e) {
            return CompletableFuture.completedFuture(NOT_A_JWT);
        } catch (RuntimeException | StackOverflowError e) {
            // a hostile token can make the parser fail in any way
            var cause = e.getClass().getSimpleName();
            unparsedLines.log(
                    LOG, "token not parsed", () -> LOG.warn("token not parsed cause={}", cause));
            return CompletableFuture.completedFuture(NOT_A_JWT);
        }
    }

    private static @Nullable Verdict refusal(JWSHeader header) {
        if (!KeySet.ALGORITHMS.contains(header.getAlgorithm())) {
            return new Verdict.Refused(
                    "The token's algorithm (alg) must be RS256, PS256 or ES256.");
        }
        if (header.getType() != null && !TYPES.contains(header.getType())) {
            return new Verdict.Refused("The token's type (typ) must be JWT or at+jwt.");
        }
        var critical = header.getCriticalParams();
        return critical == null || critical.isEmpty()
                ? null
                : new Verdict.Refused(
                        "The token's header has critical parameters (crit), which are not"
                                + " supported.");
    }

    private CompletableFuture<Verdict> verifyOnceFetched(SignedJWT jwt) {
        if (!waiting.tryAcquire()) {
            return CompletableFuture.completedFuture(OVERLOADED);
        }
        return keys.refresh()
                .completeOnTimeout(false, maxWait.toMillis(), TimeUnit.MILLISECONDS)
                .whenComplete((_, _) -> waiting.release())
                .thenApplyAsync(responded -> verifyWithKnown(jwt, responded), threads);
    }

    private Verdict verifyWithKnown(SignedJWT jwt, boolean issuerResponded) {
        var named = keys.current().named(jwt.getHeader());
        if (!named.isEmpty()) {
            return verify(jwt, named);
        }
        return issuerResponded
                ? new Verdict.Refused("The token names a key (kid) that the issuer does not have.")
                : NO_KEYS;
    }

    private Verdict verify(SignedJWT jwt, List<KeySet.Key> named) {
        var fitting =
                named.stream()
                        .filter(key -> key.algorithms().contains(jwt.getHeader().getAlgorithm()))
                        .toList();
        if (fitting.isEmpty()) {
            return new Verdict.Refused("The token's algorithm (alg) is not the one of its key.");
        }
        if (fitting.stream().noneMatch(key -> hasSigned(key, jwt))) {
            return new Verdict.Refused("The token's signature is invalid.");
        }
        try {
            return jwt.getPayload().toJSONObject() == null
                    ? new Verdict.Refused("The token's claims are not a JSON object.")
                    : claims.check(jwt.getJWTClaimsSet(), clock.instant());
        } catch (ParseException | RuntimeException | StackOverflowError e) {
            return new Verdict.Refused("A claim of the token has an invalid type.");
        }
    }

    private static boolean hasSigned(KeySet.Key key, SignedJWT jwt) {
        try {
            return key.verifier()
                    .verify(jwt.getHeader(), jwt.getSigningInput(), jwt.getSignature());
        } catch (JOSEException e) {
            return false;
        }
    }
}
