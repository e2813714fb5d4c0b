package io.paycast.gateway.limits;

import io.paycast.net.ClientNetwork;
import java.net.InetAddress;

/**
 * What one socket holds of its gateway's memory, within its subject's and its network's share. Each
 * method states how much the socket holds from now on of one kind. If that is more than the limits
 * leave, the method returns false and nothing changes; the caller then gives up what it wanted to
 * hold.
 *
 * <p>Confined to the channel's event loop.
 */
public final class Allowance {

    private final InetAddress address;
    private final SubjectLimits limits;
    private final String subject;
    private int orderBytes;
    private int filterBytes;
    private int frameBytes;
    private int fragmentBytes;
    private int pendingBytes;
    private int extraFragments;
    private boolean released;

    Allowance(InetAddress address, SubjectLimits limits, String subject) {
        this.address = address;
        this.limits = limits;
        this.subject = subject;
    }

    /** The client's address. Any thread. */
    public InetAddress address() {
        return address;
    }

    /**
     * Holds the names that select the socket's updates.
     *
     * @param newOrderBytes the orders of the token
     * @param newFilterBytes the other orders and payments of the filter
     */
    public boolean holdNames(int newOrderBytes, int newFilterBytes) {
        int moreOrders = Math.max(orderBytes, newOrderBytes);
        int moreNames = Math.max(filterBytes, newFilterBytes);
        if (!hold(limits.orders(), orderBytes, moreOrders)) {
            return false;
        }
        if (!hold(limits.filters(), filterBytes, moreNames)) {
            hold(limits.orders(), moreOrders, orderBytes);
            return false;
        }
        // to hold less is never refused
        hold(limits.orders(), moreOrders, newOrderBytes);
        hold(limits.filters(), moreNames, newFilterBytes);
        orderBytes = newOrderBytes;
        filterBytes = newFilterBytes;
        return true;
    }

    /** Holds the part of a frame that has arrived. */
    public boolean holdFrame(int bytes) {
        if (hold(limits.buffers(), frameBytes, bytes)) {
            frameBytes = bytes;
            return true;
        }
        return false;
    }

    /** Holds the fragments of a message that have arrived. */
    public boolean holdFragments(int bytes) {
        if (hold(limits.buffers(), fragmentBytes, bytes)) {
            fragmentBytes = bytes;
            return true;
        }
        return false;
    }

    /** Holds what waits for the client to read, without what it shares with others. */
    public boolean holdPending(int bytes) {
        if (hold(limits.buffers(), pendingBytes, bytes)) {
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
            holdNames(0, 0);
            holdFrame(0);
            holdFragments(0);
            holdPending(0);
            released = true;
            limits.release(subject);
        }
    }

    private boolean hold(MemoryBudget budget, int before, int bytes) {
        if (bytes == before || released) {
            return true; // a handler may still receive something while its channel closes
        }
        var network = ClientNetwork.of(address);
        if (bytes > before) {
            return budget.tryAdd(subject, network, bytes - before);
        }
        budget.remove(subject, network, before - bytes);
        return true;
    }
}
