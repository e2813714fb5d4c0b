package io.paycast.body;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Limits the requests in flight and the memory of their bodies. Thread-safe. */
public final class InFlightLimit {

    private final int maxRequests;
    private final long maxBytes;

    /** The limit of which this one is a share; null for a limit of its own. */
    private final @Nullable InFlightLimit whole;

    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /**
     * Starts with nothing in flight.
     *
     * @param maxRequests requests at once
     * @param maxBytes the memory of all their bodies
     */
    public InFlightLimit(int maxRequests, long maxBytes) {
        this(maxRequests, maxBytes, null);
    }

    private InFlightLimit(int maxRequests, long maxBytes, @Nullable InFlightLimit whole) {
        this.maxRequests = maxRequests;
        this.maxBytes = maxBytes;
        this.whole = whole;
    }

    /** Returns a limit for one of several clients: what it has in flight counts here, too. */
    InFlightLimit share(int divisor) {
        return new InFlightLimit(Math.max(1, maxRequests / divisor), maxBytes / divisor, this);
    }

    /** Takes a place for one request; returns false if there is none. */
    boolean tryAcquireRequest() {
        if (requests.incrementAndGet() <= maxRequests
                && (whole == null || whole.tryAcquireRequest())) {
            return true;
        }
        requests.decrementAndGet();
        return false;
    }

    void releaseRequest() {
        requests.decrementAndGet();
        if (whole != null) {
            whole.releaseRequest();
        }
    }

    /** Takes memory for a body; returns false if there is not enough. */
    boolean tryAcquireBytes(int count) {
        if (bytes.addAndGet(count) <= maxBytes && (whole == null || whole.tryAcquireBytes(count))) {
            return true;
        }
        bytes.addAndGet(-count);
        return false;
    }

    void releaseBytes(int count) {
        bytes.addAndGet(-count);
        if (whole != null) {
            whole.releaseBytes(count);
        }
    }

    /** Returns the number of requests in flight. */
    public int requests() {
        return requests.get();
    }

    /** Returns the memory of their bodies, in bytes. */
    public long bytes() {
        return bytes.get();
    }
}
