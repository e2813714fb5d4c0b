package io.paycast.events.tabby;

import io.paycast.events.CurrencyCode;
import io.paycast.events.Movement;
import io.paycast.events.PaymentSnapshot;
import io.paycast.events.PaymentStatus;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The fields of one body as they were written, before their meaning is checked: an amount can only
 * be read when the currency is known, and JSON has its fields in any order.
 */
final class Draft {

    /** One capture or refund as it was written. */
    static final class Entry {
        @Nullable String id;
        @Nullable String amount;
        @Nullable String createdAt;
        @Nullable String referenceId;
        @Nullable String reason;
    }

    @Nullable String id;
    @Nullable String status;
    @Nullable String amount;
    @Nullable String currency;
    @Nullable String createdAt;
    @Nullable String expiresAt;
    @Nullable String closedAt;
    @Nullable String orderReference;
    @Nullable String disputeId;
    @Nullable String paymentId;
    boolean test;
    boolean expired;
    List<Entry> captures = List.of();
    List<Entry> refunds = List.of();

    /** What the fields mean together. */
    Parsed check() throws NotUnderstood {
        return disputeId == null
                ? new Parsed.Payment(checkPayment())
                : new Parsed.OfDispute(checkDispute());
    }

    private PaymentSnapshot checkPayment() throws NotUnderstood {
        var paymentId = Rules.id("id", id);
        var paymentStatus =
                PaymentStatus.of(Rules.required("status", status))
                        .orElseThrow(() ->
                                new NotUnderstood("status", "is no payment status of Tabby's"));
        var code = Rules.currency("currency", currency);
        return new PaymentSnapshot(
                paymentId,
                paymentStatus,
                Rules.amount("amount", amount, code),
                code,
                Rules.reference("order.reference_id", orderReference),
                movements("captures", captures, code),
                movements("refunds", refunds, code),
                test,
                expired,
                Rules.time("created_at", createdAt),
                Rules.time("expires_at", expiresAt),
                Rules.time("closed_at", closedAt));
    }

    private Dispute checkDispute() throws NotUnderstood {
        var code = Rules.currency("currency", currency);
        return new Dispute(
                Rules.id("dispute_id", disputeId),
                Rules.id("payment_id", paymentId),
                DisputeStatus.of(Rules.required("status", status))
                        .orElseThrow(() ->
                                new NotUnderstood("status", "is no dispute status of Tabby's")),
                Rules.amount("amount", amount, code),
                code,
                Rules.time("created_at", createdAt));
    }

    private static List<Movement> movements(String list, List<Entry> entries, CurrencyCode code)
            throws NotUnderstood {
        if (entries.isEmpty()) {
            return List.of();
        }
        var movements = new ArrayList<Movement>(entries.size());
        var ids = new HashSet<String>();
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            var path = list + "[" + i + "].";
            var id = Rules.id(path + "id", entry.id);
            if (!ids.add(id)) {
                // States are united by this id, so one of the two would vanish.
                throw new NotUnderstood(path + "id", "is there twice");
            }
            movements.add(
                    new Movement(
                            id,
                            Rules.amount(path + "amount", entry.amount, code),
                            Rules.time(path + "created_at", entry.createdAt),
                            Rules.reference(path + "reference_id", entry.referenceId),
                            Rules.reason(path + "reason", entry.reason)));
        }
        return movements;
    }
}
