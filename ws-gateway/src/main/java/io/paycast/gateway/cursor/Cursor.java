package io.paycast.gateway.cursor;

import java.util.Arrays;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A position in the stream: for each partition of a topic, the offset of the next record to send.
 * Immutable.
 */
public final class Cursor {

    private final Uuid topicId;
    private final long[] nextOffsets;

    /** A cursor of the topic with this id; the array is copied. */
    public Cursor(Uuid topicId, long[] nextOffsets) {
        this.topicId = topicId;
        this.nextOffsets = nextOffsets.clone();
    }

    /** The id of the topic; a topic that was deleted and created again has another id. */
    public Uuid topicId() {
        return topicId;
    }

    /** The number of partitions when the cursor was created. */
    public int partitions() {
        return nextOffsets.length;
    }

    /** The next offset in a partition; 0 in a partition that was added later. */
    public long nextOffset(int partition) {
        return partition < nextOffsets.length ? nextOffsets[partition] : 0;
    }

    /**
     * Whether a client at the other cursor has received everything that a client at this one has.
     * Always false for two different topics.
     */
    public boolean isBefore(Cursor other) {
        if (!topicId.equals(other.topicId)) {
            return false;
        }
        for (int partition = 0; partition < nextOffsets.length; partition++) {
            if (nextOffsets[partition] > other.nextOffset(partition)) {
                return false;
            }
        }
        return true;
    }

    /** The later position of both cursors in every partition; both are of the same topic. */
    public Cursor joinedWith(Cursor other) {
        var joined = Arrays.copyOf(nextOffsets, Math.max(partitions(), other.partitions()));
        for (int partition = 0; partition < joined.length; partition++) {
            joined[partition] = Math.max(joined[partition], other.nextOffset(partition));
        }
        return new Cursor(topicId, joined);
    }

    /** The position after one more record. */
    public Cursor after(int partition, long offset) {
        var next = Arrays.copyOf(nextOffsets, Math.max(partitions(), partition + 1));
        next[partition] = offset + 1;
        return new Cursor(topicId, next);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Cursor that
                && topicId.equals(that.topicId)
                && Arrays.equals(nextOffsets, that.nextOffsets);
    }

    @Override
    public int hashCode() {
        return 31 * topicId.hashCode() + Arrays.hashCode(nextOffsets);
    }

    @Override
    public String toString() {
        return "Cursor" + Arrays.toString(nextOffsets) + " of " + topicId;
    }
}
