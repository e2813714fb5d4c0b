package io.paycast.bench.sockets;

import java.time.Duration;
import java.util.Map;

/**
 * How an opening of many sockets went.
 *
 * @param wanted how many were to be opened
 * @param refused why attempts failed, and how many
 */
public record OpenResult(int wanted, int open, Duration took, Map<String, Integer> refused) {

    public double perSecond() {
        return open * 1e9 / Math.max(1, took.toNanos());
    }

    /** How many did not open. */
    public int notOpen() {
        return wanted - open;
    }
}
