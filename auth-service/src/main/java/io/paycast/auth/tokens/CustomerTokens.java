package io.paycast.auth.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.auth.http.AuthResponse;
import io.paycast.auth.revocation.Caller;
import io.paycast.auth.revocation.Revocations;
import io.paycast.auth.users.CallerGuard;
import io.paycast.auth.users.Scope;
import io.paycast.auth.users.User;
import io.paycast.auth.users.Username;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;

/**
 * Mints customer tokens, which grant a shop's customer the named orders and nothing else.
 *
 * <p>The claim {@code sub} is {@code customer:MINTER:CUSTOMER}, which cannot be a username, so that
 * limits, bans and revocations apply to one customer of one shop only. The claim {@code sid} is the
 * epoch of the user who minted the token: revoking that user revokes the token, and a logout does
 * not. Thread-safe; methods block.
 */
public final class CustomerTokens {

    private static final String SUBJECT_PREFIX = "customer:";

    /** Leaves a quarter of the 16 KiB that gateway and edge read of a request's head. */
    static final int MAX_TOKEN_CHARS = 12 * 1024;

    private static final Logger LOG = LoggerFactory.getLogger(CustomerTokens.class);

    private final CallerGuard guard;
    private final AccessTokens accessTokens;
    private final Revocations revocations;
    private final TokenLifetimes lifetimes;

    public CustomerTokens(
            CallerGuard guard,
            AccessTokens accessTokens,
            Revocations revocations,
            TokenLifetimes lifetimes) {
        this.guard = guard;
        this.accessTokens = accessTokens;
        this.revocations = revocations;
        this.lifetimes = lifetimes;
    }

    /**
     * Returns the {@code sub} of a customer's tokens, with the minter's username as it is stored;
     * empty if no token can have it.
     */
    static Optional<String> subjectOf(String text) {
        var parts = text.split(":", 3);
        return parts.length == 3
                        && text.startsWith(SUBJECT_PREFIX)
                        && CustomerTokenRequest.isCustomerId(parts[2])
                ? Username.parse(parts[1]).map(minter -> subject(minter, parts[2]))
                : Optional.empty();
    }

    private static String subject(Username minter, String customerId) {
        return SUBJECT_PREFIX + minter.text() + ":" + customerId;
    }

    AuthResponse mint(Caller minter, CustomerTokenRequest body) {
        var lifetime = body.lifetime().orElse(lifetimes.customer());
        if (lifetime.compareTo(lifetimes.maxCustomer()) > 0) {
            return AuthResponse.refused(
                    HttpStatus.BAD_REQUEST,
                    "The field ttlSeconds must be 2 to %d."
                            .formatted(lifetimes.maxCustomer().toSeconds()));
        }
        return guard.run(minter, user -> mint(user, body, lifetime));
    }

    private AuthResponse mint(User minter, CustomerTokenRequest body, Duration lifetime) {
        var bound = minter.merchants();
        var merchant = body.merchantCode();
        if (merchant.isEmpty() && bound.size() == 1) {
            merchant = bound.stream().findFirst();
        }
        if (!bound.isEmpty() && merchant.filter(bound::contains).isEmpty()) {
            return AuthResponse.refused(
                    HttpStatus.FORBIDDEN,
                    "The field merchant must be one of the merchants that you are bound to: %s."
                            .formatted(String.join(", ", bound)));
        }
        var subject =
                subject(minter.name(), body.customerId().orElseGet(() -> idFor(body.orders())));
        var claims =
                new AccessTokens.Claims(
                        subject,
                        minter.epoch(),
                        EnumSet.of(Scope.PAYMENTS_READ),
                        body.orders(),
                        merchant.orElse(null),
                        body.showsTestPayments(),
                        revocations.issueTime(subject),
                        lifetime);
        var token = accessTokens.sign(claims);
        if (token.length() > MAX_TOKEN_CHARS) {
            return AuthResponse.refused(
                    HttpStatus.BAD_REQUEST,
                    ("The orders make a token of %d characters. A token must have at most %d, so"
                                    + " that a request line can hold it. Name fewer orders.")
                            .formatted(token.length(), MAX_TOKEN_CHARS));
        }
        LOG.info(
                "customer token minted by={} orders={} seconds={}",
                minter.name(),
                claims.orders().size(),
                lifetime.toSeconds());
        return AuthResponse.ok(TokenResponse.of(token, lifetime, null));
    }

    /** Derives the id from the orders, so that a new token for them has the same subject. */
    private static String idFor(List<String> orders) {
        try {
            var digest = MessageDigest.getInstance("SHA-256");
            orders.stream()
                    .sorted()
                    .forEach(
                            order -> digest.update((order.length() + ":" + order).getBytes(UTF_8)));
            var id = Arrays.copyOf(digest.digest(), 12);
            return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
