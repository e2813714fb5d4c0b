package io.paycast.gateway.journal;

import io.paycast.gateway.cursor.Cursor;
import org.jspecify.annotations.Nullable;

/**
 * One update in the journal: where its frame lies, where it came from, and whom it concerns.
 *
 * @param position of the frame's first byte
 * @param length of the frame in bytes
 * @param partition of {@code payment-events}
 * @param offset of the record in that partition
 * @param cursor where a client stands that was sent this and all before it
 * @param receivedAtMicros when ingest received the webhook, since the epoch
 */
public record Entry(
        long position,
        int length,
        int partition,
        long offset,
        Cursor cursor,
        long receivedAtMicros,
        String paymentId,
        @Nullable String orderReference) {

    /** The position behind the frame. */
    public long end() {
        return position + length;
    }
}
