package io.paycast.ingest.body;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Limits the requests in flight and the memory of their bodies. Thread-safe. */
public final class InFlightLimit {

    private final int maxRequests;
    private final long maxBytes;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    /** Starts with nothing in flight. */
    public InFlightLimit(BodySettings settings) {
        this.maxRequests = settings.maxRequests();
        this.maxBytes = settings.maxMemory().toBytes();
    }

    /** Takes a place for one request; returns false if there is none. */
    boolean tryAcquireRequest() {
        if (requests.incrementAndGet() <= maxRequests) {
            return true;
        }
        requests.decrementAndGet();
        return false;
    }

    void releaseRequest() {
        requests.decrementAndGet();
    }

    /** Takes memory for a body; returns false if there is not enough. */
    boolean tryAcquireBytes(int count) {
        if (bytes.addAndGet(count) <= maxBytes) {
            return true;
        }
        bytes.addAndGet(-count);
        return false;
    }

    void releaseBytes(int count) {
        bytes.addAndGet(-count);
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
