package io.paycast.gateway.session;

import io.netty.channel.Channel;
import io.paycast.gateway.limits.Allowance;
import io.paycast.gateway.stats.Counters;

/**
 * What waits for one client to read and belongs to it alone: replies, frames of a replay, and the
 * copies for an event stream. It is held within the client's allowance. Confined to the client's
 * event loop.
 */
final class UnreadBytes {

    private static final int MAX_REPLY_BYTES = 256 * 1024;

    /** What a reply takes at least, however short it is. */
    private static final int MIN_REPLY_BYTES = 256;

    private final Channel channel;
    private final ChannelFrameWriter writer;
    private final Allowance allowance;
    private final Counters counters;
    private int replyBytes;
    private int firstBytes;

    UnreadBytes(
            Channel channel, ChannelFrameWriter writer, Allowance allowance, Counters counters) {
        this.channel = channel;
        this.writer = writer;
        this.allowance = allowance;
        this.counters = counters;
    }

    /** Whether nothing that was sent waits for the client to read. */
    boolean isEmpty() {
        var buffer = channel.unsafe().outboundBuffer();
        return channel.isWritable() && (buffer == null || buffer.totalPendingWriteBytes() <= 0);
    }

    /** Notes that the client has read all replies, or nearly all. */
    void recordRepliesRead() {
        replyBytes = 0;
        firstBytes = 0;
    }

    /**
     * Counts a reply that was just sent, unless the client has read it.
     *
     * @return false if the client leaves too many replies unread
     */
    boolean countReply(int bytes) {
        if (isEmpty()) {
            return true;
        }
        replyBytes += Math.max(bytes, MIN_REPLY_BYTES);
        return replyBytes <= MAX_REPLY_BYTES && hold();
    }

    /**
     * Counts one of the first messages, such as an update of a snapshot, unless the client has read
     * it. They are sent before the client can read any, so only the allowance limits them.
     *
     * @return false if they are more than the allowance has left
     */
    boolean countFirst(int bytes) {
        if (isEmpty()) {
            return true;
        }
        firstBytes += Math.max(bytes, MIN_REPLY_BYTES);
        return hold();
    }

    /** Holds what waits now; returns false if that is more than the allowance has left. */
    boolean hold() {
        boolean held = allowance.holdPending(firstBytes + replyBytes + writer.ownBytes());
        if (!held) {
            counters.add(Counters.Count.BUFFERS_REFUSED);
        }
        return held;
    }
}
