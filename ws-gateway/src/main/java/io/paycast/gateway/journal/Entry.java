package io.paycast.gateway.journal;

import io.paycast.gateway.cursor.Cursor;
import java.util.List;

/**
 * One update in the journal: where its frame lies, which record it came from, and which payment and
 * order it concerns.
 *
 * @param position the position of the frame's first byte
 * @param length the length of the frame in bytes
 * @param partition the partition of {@code payment-events}
 * @param offset the offset of the record in that partition
 * @param cursor the cursor of a client that has received this update and all before it
 * @param receivedAtMicros when ingest received the webhook, in microseconds since the epoch
 * @param orderReferences every order that the payment belongs to
 */
public record Entry(
        long position,
        int length,
        int partition,
        long offset,
        Cursor cursor,
        long receivedAtMicros,
        String paymentId,
        List<String> orderReferences,
        String merchantCode,
        boolean test) {

    /** The position after the frame. */
    public long end() {
        return position + length;
    }
}
