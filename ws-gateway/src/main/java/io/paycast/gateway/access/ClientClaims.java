package io.paycast.gateway.access;

import com.nimbusds.jwt.JWTClaimsSet;
import io.paycast.events.References;
import java.time.Instant;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads the claims that describe a client and what it may see. An absent claim has a documented
 * meaning. A claim that is present and cannot be read grants nothing: the token is refused.
 */
final class ClientClaims {

    private static final String TEXT = "a string that is not blank";
    private static final String SCOPES =
            "a string of scopes with spaces between them, or a list of scopes";
    private static final String ORDERS =
            "a list of at least one order reference, each of 1 to %d printable characters"
                    .formatted(References.MAX_ORDER_CHARS);

    private final JWTClaimsSet claims;

    ClientClaims(JWTClaimsSet claims) {
        this.claims = claims;
    }

    /**
     * The client that the claims describe.
     *
     * @throws InvalidClaimException if a claim is present and cannot be read
     */
    Client client(Instant expiresAt) throws InvalidClaimException {
        var subject = text("sub");
        if (subject == null) {
            throw new InvalidClaimException("sub", TEXT);
        }
        var issuedAt = claims.getIssueTime();
        return new Client(
                subject,
                text("jti"),
                text("sid"),
                issuedAt == null ? Instant.EPOCH : issuedAt.toInstant(),
                expiresAt,
                scopes(),
                entitlement());
    }

    /**
     * A token for named orders permits live payments only, unless it says otherwise: a shopper must
     * not see an order paid that was paid in test mode.
     */
    private Entitlement entitlement() throws InvalidClaimException {
        var orders = orders();
        var test = test();
        boolean mayBeTest = test == null ? orders == null : test;
        return new Entitlement(
                orders, text("merchant"), mayBeTest ? PaymentMode.ANY : PaymentMode.LIVE);
    }

    private @Nullable Boolean test() throws InvalidClaimException {
        if (!isPresent("test")) {
            return null;
        }
        if (!(claims.getClaim("test") instanceof Boolean test)) {
            throw new InvalidClaimException("test", "true or false");
        }
        return test;
    }

    /** Reads {@code scope} (RFC 8693) or, without it, {@code scp} as some issuers name it. */
    private Set<String> scopes() throws InvalidClaimException {
        var claim = isPresent("scope") ? "scope" : "scp";
        if (!isPresent(claim)) {
            return Set.of();
        }
        return switch (claims.getClaim(claim)) {
            case String text when text.isBlank() -> Set.of();
            case String text -> Set.copyOf(List.of(text.strip().split(" +")));
            case List<?> list -> scopes(claim, list);
            case null, default -> throw new InvalidClaimException(claim, SCOPES);
        };
    }

    private static Set<String> scopes(String claim, List<?> list) throws InvalidClaimException {
        var scopes = new LinkedHashSet<String>();
        for (var item : list) {
            if (!(item instanceof String scope)) {
                throw new InvalidClaimException(claim, SCOPES);
            }
            scopes.add(scope);
        }
        return Set.copyOf(scopes);
    }

    private @Nullable Set<String> orders() throws InvalidClaimException {
        if (!isPresent("orders")) {
            return null;
        }
        if (!(claims.getClaim("orders") instanceof List<?> list) || list.isEmpty()) {
            throw new InvalidClaimException("orders", ORDERS);
        }
        var orders = new LinkedHashSet<String>();
        for (var item : list) {
            if (!(item instanceof String order) || !References.isOrder(order)) {
                throw new InvalidClaimException("orders", ORDERS);
            }
            orders.add(order);
        }
        return Set.copyOf(orders);
    }

    private @Nullable String text(String claim) throws InvalidClaimException {
        if (!isPresent(claim)) {
            return null;
        }
        if (!(claims.getClaim(claim) instanceof String text) || text.isBlank()) {
            throw new InvalidClaimException(claim, TEXT);
        }
        return text;
    }

    /** Whether the token has the claim, if only as null. */
    private boolean isPresent(String claim) {
        return claims.getClaims().containsKey(claim);
    }
}
