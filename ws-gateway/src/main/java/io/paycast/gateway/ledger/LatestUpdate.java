package io.paycast.gateway.ledger;

import io.paycast.events.PaymentView;
import io.paycast.gateway.cursor.Cursor;
import java.time.Instant;

/**
 * The latest update of a payment.
 *
 * @param corrected whether Tabby's API corrected what clients were shown before
 * @param eventId the id of its event
 * @param receivedAt when ingest received that event
 * @param before the position before this update
 * @param partition the partition of the event's record
 * @param offset the offset of the event's record
 * @param position the position in the journal; negative if it precedes the journal
 */
public record LatestUpdate(
        PaymentView view,
        boolean corrected,
        String eventId,
        Instant receivedAt,
        Cursor before,
        int partition,
        long offset,
        long position) {

    /** The position after this update. */
    public Cursor cursor() {
        return before.after(partition, offset);
    }

    boolean isOf(PaymentView other) {
        return view.paymentId().equals(other.paymentId())
                && view.merchantCode().equals(other.merchantCode());
    }
}
