package io.paycast.gateway.ledger;

import io.paycast.events.PaymentView;
import io.paycast.gateway.cursor.Cursor;
import java.time.Instant;

/**
 * How a payment stands: what clients were last shown of it.
 *
 * @param eventId of the event that made it so
 * @param receivedAt when ingest received that event
 * @param before where a client stands that was sent all before this
 * @param partition of the event's record
 * @param offset of the event's record
 * @param position in the journal; below zero if it was read before the journal began
 */
public record LatestUpdate(
        PaymentView view,
        String eventId,
        Instant receivedAt,
        Cursor before,
        int partition,
        long offset,
        long position) {

    /** Where a client stands that was sent this and all before it. */
    public Cursor cursor() {
        return before.after(partition, offset);
    }

    boolean isOf(PaymentView other) {
        return view.paymentId().equals(other.paymentId())
                && view.merchantCode().equals(other.merchantCode());
    }
}
