package io.paycast.auth.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.auth.http.AuthResponse;
import io.paycast.auth.http.Problem;
import io.paycast.auth.revocation.Revocations;
import io.paycast.auth.users.Scope;
import io.paycast.auth.users.User;
import io.paycast.auth.users.Username;
import io.paycast.auth.users.Users;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpStatus;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Mints tokens with which a shop's customer sees the orders named in it, and nothing else.
 *
 * <p>Its {@code sub} is {@code customer:…}, which no user can be called: one customer's limits and
 * bans are no one else's. Its {@code sid} is the epoch of the user who minted it, so that it dies
 * when that user is revoked, but not when they log out. Methods block.
 */
public final class CustomerTokens {

    private static final String SUBJECT_PREFIX = "customer:";

    private static final Logger log = LoggerFactory.getLogger(CustomerTokens.class);

    private final Users users;
    private final AccessTokens accessTokens;
    private final Revocations revocations;
    private final TransactionOperations transactions;
    private final TokenLifetimes lifetimes;

    public CustomerTokens(
            Users users,
            AccessTokens accessTokens,
            Revocations revocations,
            TransactionOperations transactions,
            TokenLifetimes lifetimes) {
        this.users = users;
        this.accessTokens = accessTokens;
        this.revocations = revocations;
        this.transactions = transactions;
        this.lifetimes = lifetimes;
    }

    /** Whether it is the {@code sub} of customer tokens. */
    static boolean isSubject(String text) {
        return text.startsWith(SUBJECT_PREFIX)
                && CustomerTokenRequest.isCustomerId(text.substring(SUBJECT_PREFIX.length()));
    }

    AuthResponse mint(String minter, CustomerTokenRequest body) {
        var lifetime = body.lifetime().orElse(lifetimes.customer());
        if (lifetime.compareTo(lifetimes.maxCustomer()) > 0) {
            return new AuthResponse.Refused(
                    Problem.badRequest(
                            "The field ttlSeconds must not exceed %d."
                                    .formatted(lifetimes.maxCustomer().toSeconds())));
        }
        var grant =
                Objects.requireNonNull(
                        transactions.execute(_ ->
                                Username.parse(minter)
                                        .flatMap(users::lockShared)
                                        .map(user -> grant(user, body, lifetime))));
        return grant.map(it -> respond(minter, it)).orElseGet(CustomerTokens::unknownMinter);
    }

    private AccessTokens.Claims grant(User minter, CustomerTokenRequest body, Duration lifetime) {
        var subject = SUBJECT_PREFIX + body.customerId().orElseGet(() -> idFor(body.orders()));
        return new AccessTokens.Claims(
                subject,
                minter.epoch(),
                EnumSet.of(Scope.PAYMENTS_READ),
                body.orders(),
                revocations.issueTime(subject),
                lifetime);
    }

    private AuthResponse respond(String minter, AccessTokens.Claims grant) {
        log.info(
                "event=customer-token-minted by={} orders={} seconds={}",
                minter,
                grant.orders().size(),
                grant.lifetime().toSeconds());
        return AuthResponse.ok(TokenResponse.of(accessTokens.sign(grant), grant.lifetime(), null));
    }

    /** The same orders have the same name, so that a token for them can follow upon another. */
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

    private static AuthResponse unknownMinter() {
        return new AuthResponse.Refused(
                Problem.of(HttpStatus.FORBIDDEN, "Only a user of this service may mint tokens."));
    }
}
