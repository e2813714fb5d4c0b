package io.paycast.gateway.session;

/**
 * Knows from which position of the journal on a client has frames pending, without a list of them:
 * a frame that is pending keeps its part of the journal in memory. Bytes count as the channel
 * counts them. Confined to the client's event loop.
 */
final class PendingJournal {

    /** What a channel counts for a write besides its bytes, unless a system property changes it. */
    private static final int CHANNEL_OVERHEAD = 96;

    private long written;
    private long oldestPosition;

    /** How much was written before {@link #markedPosition}. */
    private long markedAt;

    private long markedPosition;

    /**
     * Notes a write that the socket did not take.
     *
     * @param position the journal's position of its first frame
     * @param pendingBefore the channel's pending bytes before it
     */
    void add(long position, int bytes, long pendingBefore) {
        if (pendingBefore == 0) {
            oldestPosition = position;
            mark(position);
        } else if (isTakenUpToTheMark(pendingBefore)) {
            oldestPosition = markedPosition;
            mark(position);
        }
        written += bytes + CHANNEL_OVERHEAD;
    }

    /**
     * A position before which nothing is pending.
     *
     * @param pendingBytes the channel's pending bytes
     */
    long oldest(long pendingBytes) {
        if (pendingBytes == 0) {
            return Long.MAX_VALUE;
        }
        return isTakenUpToTheMark(pendingBytes) ? markedPosition : oldestPosition;
    }

    /** Other messages are pending too, so at least this much of the journal is taken. */
    private boolean isTakenUpToTheMark(long pendingBytes) {
        return written - pendingBytes >= markedAt;
    }

    private void mark(long position) {
        markedAt = written;
        markedPosition = position;
    }
}
