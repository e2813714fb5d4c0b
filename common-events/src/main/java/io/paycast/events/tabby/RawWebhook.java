package io.paycast.events.tabby;

import io.paycast.events.CurrencyCode;
import io.paycast.events.MoneyMovement;
import io.paycast.events.PaymentSnapshot;
import io.paycast.events.PaymentStatus;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Holds the fields of one body as Tabby wrote them. Validation comes after reading, because an
 * amount depends on the currency and JSON may have its fields in any order.
 */
final class RawWebhook {

    /** One capture or refund as Tabby wrote it. */
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

    /** Whether the body has a field that neither a payment nor a dispute is read from. */
    boolean hasOtherFields;

    /** How many times are not RFC 3339. */
    int unreadableTimes;

    /**
     * Validates the fields. A body with an {@code id} is a payment; a body without one that has a
     * {@code dispute_id} is a dispute. A body that is neither, such as Tabby's events about tokens,
     * or whose status or currency is not known, is unknown if all else is valid.
     */
    ParsedWebhook validate() throws InvalidFieldException {
        try {
            return isOfUnknownKind()
                    ? new ParsedWebhook.Unknown(
                            new ParsedWebhook.Invalid(
                                    ParsedWebhook.Invalid.BODY,
                                    "is neither a payment nor a dispute",
                                    ""))
                    : validatePaymentOrDispute();
        } catch (InvalidFieldException.UnknownValue unknown) {
            validateRest();
            return unknown.toUnknown();
        }
    }

    private boolean isOfUnknownKind() {
        return hasOtherFields
                && amount == null
                && currency == null
                && disputeId == null
                && captures.isEmpty()
                && refunds.isEmpty()
                && (status == null || PaymentStatus.of(status).isEmpty());
    }

    /** Validates what does not depend on the status and the currency. */
    private void validateRest() throws InvalidFieldException {
        boolean isDispute = id == null;
        FieldRules.id(isDispute ? "payment_id" : "id", isDispute ? paymentId : id);
        FieldRules.amountOfAnyCurrency("amount", amount);
        if (currency == null) {
            FieldRules.currency("currency", null);
        }
        if (status == null) {
            FieldRules.paymentStatus("status", null);
        }
        FieldRules.reference("order.reference_id", orderReference);
        validateRest("captures", captures);
        validateRest("refunds", refunds);
    }

    private static void validateRest(String list, List<Entry> entries)
            throws InvalidFieldException {
        for (int i = 0; i < entries.size(); i++) {
            var path = list + "[" + i + "].";
            FieldRules.id(path + "id", entries.get(i).id);
            FieldRules.amountOfAnyCurrency(path + "amount", entries.get(i).amount);
        }
    }

    private ParsedWebhook validatePaymentOrDispute() throws InvalidFieldException {
        if (id == null && disputeId != null) {
            var dispute = validateDispute();
            return new ParsedWebhook.ValidDispute(dispute, unreadableTimes);
        }
        var payment = validatePayment();
        return new ParsedWebhook.ValidPayment(payment, unreadableTimes);
    }

    private PaymentSnapshot validatePayment() throws InvalidFieldException {
        var paymentId = FieldRules.id("id", id);
        var paymentStatus = FieldRules.paymentStatus("status", status);
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
                time(createdAt),
                time(expiresAt),
                time(closedAt));
    }

    private Dispute validateDispute() throws InvalidFieldException {
        var code = FieldRules.currency("currency", currency);
        return new Dispute(
                FieldRules.id("dispute_id", disputeId),
                FieldRules.id("payment_id", paymentId),
                FieldRules.disputeStatus("status", status),
                FieldRules.amount("amount", amount, code),
                code,
                time(createdAt));
    }

    private @Nullable Instant time(@Nullable String text) {
        try {
            return FieldRules.time(text);
        } catch (DateTimeException e) {
            unreadableTimes++;
            return null;
        }
    }

    private List<MoneyMovement> movements(String list, List<Entry> entries, CurrencyCode code)
            throws InvalidFieldException {
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
                // PaymentState merges by id, so one of the two would be lost.
                throw new InvalidFieldException(path + "id", "is used twice");
            }
            movements.add(
                    new MoneyMovement(
                            id,
                            FieldRules.amount(path + "amount", entry.amount, code),
                            time(entry.createdAt),
                            FieldRules.reference(path + "reference_id", entry.referenceId),
                            FieldRules.reason(path + "reason", entry.reason)));
        }
        return movements;
    }
}
