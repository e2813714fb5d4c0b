package io.paycast.auth.tokens;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.auth.http.AuthResponse;
import io.paycast.auth.http.Problem;
import io.paycast.auth.revocation.Revocations;
import io.paycast.auth.users.Scope;
import io.paycast.auth.users.User;
import io.paycast.auth.users.UserName;
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
    private final TokenLives lives;

    public CustomerTokens(
            Users users,
            AccessTokens accessTokens,
            Revocations revocations,
            TransactionOperations transactions,
            TokenLives lives) {
        this.users = users;
        this.accessTokens = accessTokens;
        this.revocations = revocations;
        this.transactions = transactions;
        this.lives = lives;
    }

    /** Whether it is the {@code sub} of customer tokens. */
    static boolean isSubject(String text) {
        return text.startsWith(SUBJECT_PREFIX)
                && CustomerTokenRequest.isCustomer(text.substring(SUBJECT_PREFIX.length()));
    }

    AuthResponse mint(String minter, CustomerTokenRequest asked) {
        var life = asked.life().orElse(lives.customer());
        if (life.compareTo(lives.customerMost()) > 0) {
            return new AuthResponse.Refused(
                    Problem.badRequest(
                            "The field ttlSeconds must not exceed %d."
                                    .formatted(lives.customerMost().toSeconds())));
        }
        var grant =
                Objects.requireNonNull(
                        transactions.execute(_ ->
                                UserName.of(minter)
                                        .flatMap(users::hold)
                                        .map(user -> grant(user, asked, life))));
        return grant.map(it -> minted(minter, it)).orElseGet(CustomerTokens::minterIsGone);
    }

    private AccessTokens.Grant grant(User minter, CustomerTokenRequest asked, Duration life) {
        var subject = SUBJECT_PREFIX + asked.named().orElseGet(() -> nameFor(asked.orders()));
        return new AccessTokens.Grant(
                subject,
                minter.epoch(),
                EnumSet.of(Scope.PAYMENTS_READ),
                asked.orders(),
                revocations.issueTime(subject),
                life);
    }

    private AuthResponse minted(String minter, AccessTokens.Grant grant) {
        log.info(
                "event=customer-token-minted by={} orders={} seconds={}",
                minter,
                grant.orders().size(),
                grant.life().toSeconds());
        return AuthResponse.ok(TokenAnswer.of(accessTokens.sign(grant), grant.life(), null));
    }

    /** The same orders have the same name, so that a token for them can follow upon another. */
    private static String nameFor(List<String> orders) {
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

    private static AuthResponse minterIsGone() {
        return new AuthResponse.Refused(
                Problem.of(HttpStatus.FORBIDDEN, "Only a user of this service may mint tokens."));
    }
}
