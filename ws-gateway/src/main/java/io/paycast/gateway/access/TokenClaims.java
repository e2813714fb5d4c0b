package io.paycast.gateway.access;

import com.nimbusds.jwt.JWTClaimsSet;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * Checks the claims of a token whose signature is valid, and reads its client from them. Immutable.
 *
 * @param issuer the required {@code iss}, or null to accept any
 * @param audiences the accepted {@code aud} values; empty to accept any
 * @param leeway how far {@code nbf} and {@code iat} may lie in the future, because clocks differ;
 *     {@code exp} has none
 * @param revoked tests whether a client's token was revoked
 */
public record TokenClaims(
        @Nullable String issuer,
        List<String> audiences,
        Duration leeway,
        Predicate<Client> revoked) {

    /** The default of the leeway. */
    public static final Duration DEFAULT_LEEWAY = Duration.ofSeconds(30);

    public TokenClaims {
        audiences = List.copyOf(audiences);
    }

    Verdict check(JWTClaimsSet claims, Instant now) {
        var expiresAt = instant(claims.getExpirationTime());
        if (expiresAt == null) {
            return new Verdict.Refused("The token has no expiry (exp).");
        }
        if (!expiresAt.isAfter(now)) {
            return new Verdict.Refused("The token has expired.");
        }
        var latest = now.plus(leeway);
        if (isAfter(claims.getNotBeforeTime(), latest)) {
            return new Verdict.Refused("The token is not valid yet.");
        }
        if (isAfter(claims.getIssueTime(), latest)) {
            return new Verdict.Refused("The token's issue time (iat) is in the future.");
        }
        return checkParties(claims, expiresAt);
    }

    private Verdict checkParties(JWTClaimsSet claims, Instant expiresAt) {
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

    private static boolean isAfter(@Nullable Date date, Instant latest) {
        return date != null && date.toInstant().isAfter(latest);
    }

    private static @Nullable Instant instant(@Nullable Date date) {
        return date == null ? null : date.toInstant();
    }
}
