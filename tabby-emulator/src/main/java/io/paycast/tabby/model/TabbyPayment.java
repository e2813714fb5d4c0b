package io.paycast.tabby.model;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A payment at one moment. Immutable: each change makes another one.
 *
 * @param id a UUID, unless a developer chose another one for {@code trigger}
 * @param sessionId the checkout session that it was created with
 * @param orderReference the shop's order number, which PUT can change
 * @param authorizedAt when the shopper approved, null if not yet
 * @param endedAt when it closed or expired, null if it did neither
 * @param disputeId the open dispute, null if there is none
 */
public record TabbyPayment(
        String id,
        String sessionId,
        CheckoutRequest request,
        Instant createdAt,
        TabbyStatus status,
        @Nullable String orderReference,
        List<Movement> captures,
        List<Movement> refunds,
        @Nullable Instant authorizedAt,
        @Nullable Instant endedAt,
        @Nullable String disputeId) {

    /** How long a shopper may take. */
    public static final Duration SESSION = Duration.ofMinutes(20);

    /** When a payment that was not approved expires, after its creation. */
    public static final Duration EXPIRY = SESSION.plusMinutes(10);

    /** When Tabby itself captures what the shop did not, after the approval. */
    public static final Duration CAPTURE_BY_TABBY = Duration.ofDays(21);

    /** How long a refund is possible, after the creation. */
    public static final Duration REFUNDABLE = Duration.ofDays(180);

    public TabbyPayment {
        captures = List.copyOf(captures);
        refunds = List.copyOf(refunds);
    }

    /** A payment that the shopper has not seen yet. */
    public static TabbyPayment created(
            String id, String sessionId, CheckoutRequest request, Instant now) {
        return new TabbyPayment(
                id,
                sessionId,
                request,
                now,
                TabbyStatus.CREATED,
                request.orderReference(),
                List.of(),
                List.of(),
                null,
                null,
                null);
    }

    public Account account() {
        return request.account();
    }

    public String merchantCode() {
        return request.account().merchantCode();
    }

    /** Whether it was created with a test key. */
    public boolean test() {
        return request.account().key().isTest();
    }

    public BigDecimal amount() {
        return request.amount();
    }

    public TabbyCurrency currency() {
        return request.currency();
    }

    /** When the shopper's time is up. */
    public Instant expiresAt() {
        return createdAt.plus(SESSION);
    }

    /** What was captured so far. */
    public BigDecimal captured() {
        return sum(captures);
    }

    /** What was refunded so far. */
    public BigDecimal refunded() {
        return sum(refunds);
    }

    public TabbyPayment authorized(Instant now) {
        return changed(TabbyStatus.AUTHORIZED, orderReference, captures, refunds, now, null);
    }

    public TabbyPayment rejected() {
        return changed(TabbyStatus.REJECTED, orderReference, captures, refunds, null, null);
    }

    public TabbyPayment expired(Instant now) {
        return changed(TabbyStatus.EXPIRED, orderReference, captures, refunds, null, now);
    }

    public TabbyPayment closed(Instant now) {
        return changed(TabbyStatus.CLOSED, orderReference, captures, refunds, authorizedAt, now);
    }

    public TabbyPayment withCapture(Movement capture) {
        var all = Stream.concat(captures.stream(), Stream.of(capture)).toList();
        return changed(status, orderReference, all, refunds, authorizedAt, endedAt);
    }

    public TabbyPayment withRefund(Movement refund) {
        var all = Stream.concat(refunds.stream(), Stream.of(refund)).toList();
        return changed(status, orderReference, captures, all, authorizedAt, endedAt);
    }

    public TabbyPayment withOrderReference(String reference) {
        return changed(status, reference, captures, refunds, authorizedAt, endedAt);
    }

    /**
     * This payment with an open dispute.
     *
     * @param dispute null once the dispute has ended
     */
    public TabbyPayment withDispute(@Nullable String dispute) {
        return new TabbyPayment(
                id,
                sessionId,
                request,
                createdAt,
                status,
                orderReference,
                captures,
                refunds,
                authorizedAt,
                endedAt,
                dispute);
    }

    private TabbyPayment changed(
            TabbyStatus newStatus,
            @Nullable String newReference,
            List<Movement> newCaptures,
            List<Movement> newRefunds,
            @Nullable Instant newAuthorizedAt,
            @Nullable Instant newEndedAt) {
        return new TabbyPayment(
                id,
                sessionId,
                request,
                createdAt,
                newStatus,
                newReference,
                newCaptures,
                newRefunds,
                newAuthorizedAt,
                newEndedAt,
                disputeId);
    }

    private static BigDecimal sum(List<Movement> movements) {
        return movements.stream().map(Movement::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }
}
