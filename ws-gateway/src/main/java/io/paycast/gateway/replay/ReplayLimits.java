package io.paycast.gateway.replay;

import java.time.Duration;

/**
 * What replays may use.
 *
 * @param maxConcurrent how many run at once; at most half of them for one address
 * @param maxPayments how many payments all replays together remember, besides a few of each
 * @param maxCustomerRecords how many records a replay reads for a customer token, warm-up included
 * @param maxWait how long a replay may wait for its client while another replay waits for its place
 * @param warmUp how much time before a cursor a replay reads, so that it recognises repeats
 */
public record ReplayLimits(
        int maxConcurrent,
        int maxPayments,
        int maxCustomerRecords,
        Duration maxWait,
        Duration warmUp) {

    /** How many replays of one network run at once. */
    int maxConcurrentPerNetwork() {
        return Math.max(1, maxConcurrent / 2);
    }
}
