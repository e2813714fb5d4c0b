package io.paycast.bench.sockets;

import java.time.Duration;
import java.util.Map;

/**
 * How an opening of many sockets went.
 *
 * @param refused why some did not open, and how many
 */
public record Opened(int open, Duration took, Map<String, Integer> refused) {

    public double perSecond() {
        return open * 1e9 / Math.max(1, took.toNanos());
    }
}
