package io.paycast.events.tabby;

import io.paycast.events.CurrencyCode;
import io.paycast.events.MoneyMovement;
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
final class RawWebhook {

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
    ParsedWebhook check() throws InvalidFieldException {
        return disputeId == null
                ? new ParsedWebhook.ValidPayment(checkPayment())
                : new ParsedWebhook.ValidDispute(checkDispute());
    }

    private PaymentSnapshot checkPayment() throws InvalidFieldException {
        var paymentId = FieldRules.id("id", id);
        var paymentStatus =
                PaymentStatus.of(FieldRules.required("status", status))
                        .orElseThrow(() ->
                                new InvalidFieldException(
                                        "status", "is no payment status of Tabby's"));
        var code = FieldRules.currency("currency", currency);
        return new PaymentSnapshot(
                paymentId,
                paymentStatus,
                FieldRules.amount("amount", amount, code),
                code,
                FieldRules.reference("order.reference_id", orderReference),
                movements("captures", captures, code),
                movements("refunds", refunds, code),
                test,
                expired,
                FieldRules.time("created_at", createdAt),
                FieldRules.time("expires_at", expiresAt),
                FieldRules.time("closed_at", closedAt));
    }

    private Dispute checkDispute() throws InvalidFieldException {
        var code = FieldRules.currency("currency", currency);
        return new Dispute(
                FieldRules.id("dispute_id", disputeId),
                FieldRules.id("payment_id", paymentId),
                DisputeStatus.of(FieldRules.required("status", status))
                        .orElseThrow(() ->
                                new InvalidFieldException(
                                        "status", "is no dispute status of Tabby's")),
                FieldRules.amount("amount", amount, code),
                code,
                FieldRules.time("created_at", createdAt));
    }

    private static List<MoneyMovement> movements(
            String list, List<Entry> entries, CurrencyCode code) throws InvalidFieldException {
        if (entries.isEmpty()) {
            return List.of();
        }
        var movements = new ArrayList<MoneyMovement>(entries.size());
        var ids = new HashSet<String>();
        for (int i = 0; i < entries.size(); i++) {
            var entry = entries.get(i);
            var path = list + "[" + i + "].";
            var id = FieldRules.id(path + "id", entry.id);
            if (!ids.add(id)) {
                // States are united by this id, so one of the two would vanish.
                throw new InvalidFieldException(path + "id", "is there twice");
            }
            movements.add(
                    new MoneyMovement(
                            id,
                            FieldRules.amount(path + "amount", entry.amount, code),
                            FieldRules.time(path + "created_at", entry.createdAt),
                            FieldRules.reference(path + "reference_id", entry.referenceId),
                            FieldRules.reason(path + "reason", entry.reason)));
        }
        return movements;
    }
}
