package io.paycast.gateway.journal;

import io.paycast.gateway.cursor.Cursor;
import java.util.Arrays;

/**
 * The offsets whose records Kafka has lost, and which it gives to other records. A cursor among
 * them may be from before the loss or from after it, so nobody knows what its client has seen.
 * Immutable.
 */
final class ReusedOffsets {

    static final ReusedOffsets NONE = new ReusedOffsets(new long[0], new long[0]);

    /** By partition: cursors after the first and up to the second are among them. */
    private final long[] after;

    private final long[] upTo;

    private ReusedOffsets(long[] after, long[] upTo) {
        this.after = after;
        this.upTo = upTo;
    }

    /**
     * These offsets and those of another loss.
     *
     * @param read how far the records were read before the loss
     * @param next where reading continues; in partitions that have lost nothing, not before
     */
    ReusedOffsets and(Cursor read, Cursor next) {
        int partitions = Math.max(after.length, read.partitions());
        var lost =
                new ReusedOffsets(
                        Arrays.copyOf(after, partitions), Arrays.copyOf(upTo, partitions));
        for (int partition = 0; partition < partitions; partition++) {
            lost.add(partition, next.nextOffset(partition), read.nextOffset(partition));
        }
        return lost;
    }

    private void add(int partition, long next, long read) {
        if (next < read) {
            boolean first = upTo[partition] == 0;
            after[partition] = first ? next : Math.min(after[partition], next);
            upTo[partition] = Math.max(upTo[partition], read);
        }
    }

    /** Whether a cursor is among them in any partition. */
    boolean contain(Cursor cursor) {
        for (int partition = 0; partition < upTo.length; partition++) {
            long next = cursor.nextOffset(partition);
            if (next > after[partition] && next <= upTo[partition]) {
                return true;
            }
        }
        return false;
    }
}
