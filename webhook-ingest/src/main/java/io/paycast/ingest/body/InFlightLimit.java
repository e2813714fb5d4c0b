package io.paycast.ingest.body;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** The requests at work and the memory that their bodies take, both bounded. Thread-safe. */
public final class InFlightLimit {

    private final int maxRequests;
    private final long maxBytes;
    private final AtomicInteger requests = new AtomicInteger();
    private final AtomicLong bytes = new AtomicLong();

    public InFlightLimit(BodySettings settings) {
        this.maxRequests = settings.maxRequests();
        this.maxBytes = settings.maxMemory().toBytes();
    }

    /** Takes a place; each place taken must be given back with {@link #releaseRequest}. */
    public boolean tryAcquireRequest() {
        if (requests.incrementAndGet() <= maxRequests) {
            return true;
        }
        requests.decrementAndGet();
        return false;
    }

    /** Gives a place back. */
    public void releaseRequest() {
        requests.decrementAndGet();
    }

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

    /** Requests at work now. */
    public int requests() {
        return requests.get();
    }

    /** Bytes that bodies take now. */
    public long bytes() {
        return bytes.get();
    }
}
