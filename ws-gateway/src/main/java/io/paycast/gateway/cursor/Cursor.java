package io.paycast.gateway.cursor;

import java.util.Arrays;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;

/**
 * A place in the stream: for each partition of a topic, the offset of the next record that a client
 * has not been sent yet. Immutable.
 */
public final class Cursor {

    private final Uuid topicId;
    private final long[] nextOffsets;

    /** A cursor of the topic with this id; the array is copied. */
    public Cursor(Uuid topicId, long[] nextOffsets) {
        this.topicId = topicId;
        this.nextOffsets = nextOffsets.clone();
    }

    /** Which topic; a topic that was deleted and made again has another id. */
    public Uuid topicId() {
        return topicId;
    }

    /** How many partitions it knows of. */
    public int partitions() {
        return nextOffsets.length;
    }

    /** The next offset in a partition; 0 in one that was added since. */
    public long nextOffset(int partition) {
        return partition < nextOffsets.length ? nextOffsets[partition] : 0;
    }

    /**
     * Whether whoever stands at the other cursor has been sent all that whoever stands here has
     * been sent; never true of two topics.
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

    /** Where a client stands that was sent all that both stand for, of one topic. */
    public Cursor joinedWith(Cursor other) {
        var joined = Arrays.copyOf(nextOffsets, Math.max(partitions(), other.partitions()));
        for (int partition = 0; partition < joined.length; partition++) {
            joined[partition] = Math.max(joined[partition], other.nextOffset(partition));
        }
        return new Cursor(topicId, joined);
    }

    /** Where a client stands that was sent one record more. */
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
