package io.paycast.gateway.limits;

import java.net.InetAddress;
import java.util.concurrent.atomic.AtomicLong;

/**
 * What one socket holds of its subject's and its gateway's memory. Each method states how much the
 * socket holds from now on of one kind. If that is more than the limits leave, the method returns
 * false and nothing changes; the caller then gives up what it wanted to hold.
 *
 * <p>Confined to the channel's event loop.
 */
public final class Allowance {

    private final InetAddress address;
    private final SubjectLimits limits;
    private final String subject;
    private final SubjectLimits.Holdings holdings;
    private int nameBytes;
    private int frameBytes;
    private int fragmentBytes;
    private int pendingBytes;
    private int extraFragments;
    private boolean released;

    Allowance(
            InetAddress address,
            SubjectLimits limits,
            String subject,
            SubjectLimits.Holdings holdings) {
        this.address = address;
        this.limits = limits;
        this.subject = subject;
        this.holdings = holdings;
    }

    /** The client's address. Any thread. */
    public InetAddress address() {
        return address;
    }

    /** Holds the names of orders and payments of the token and the filter. */
    public boolean holdNames(int bytes) {
        if (hold(limits.names(), holdings.nameBytes, nameBytes, bytes)) {
            nameBytes = bytes;
            return true;
        }
        return false;
    }

    /** Holds the part of a frame that has arrived. */
    public boolean holdFrame(int bytes) {
        if (hold(limits.buffers(), holdings.bufferBytes, frameBytes, bytes)) {
            frameBytes = bytes;
            return true;
        }
        return false;
    }

    /** Holds the fragments of a message that have arrived. */
    public boolean holdFragments(int bytes) {
        if (hold(limits.buffers(), holdings.bufferBytes, fragmentBytes, bytes)) {
            fragmentBytes = bytes;
            return true;
        }
        return false;
    }

    /** Holds what waits for the client to read, without what it shares with others. */
    public boolean holdPending(int bytes) {
        if (hold(limits.buffers(), holdings.bufferBytes, pendingBytes, bytes)) {
            pendingBytes = bytes;
            return true;
        }
        return false;
    }

    /** Counts a fragment other than the last of a message. */
    public void countFragment() {
        extraFragments++;
    }

    /** The fragments counted since the last call. */
    public int takeFragments() {
        int count = extraFragments;
        extraFragments = 0;
        return count;
    }

    /** Releases everything, once: the channel has closed. */
    public void release() {
        if (!released) {
            holdNames(0);
            holdFrame(0);
            holdFragments(0);
            holdPending(0);
            released = true;
            limits.release(subject);
        }
    }

    private boolean hold(MemoryBudget budget, AtomicLong ofSubject, int before, int bytes) {
        if (bytes == before || released) {
            return true; // a handler may still receive something while its channel closes
        }
        if (bytes > before) {
            return budget.tryAdd(ofSubject, bytes - before);
        }
        budget.remove(ofSubject, before - bytes);
        return true;
    }
}
