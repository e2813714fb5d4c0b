package io.paycast.bench.run;

import java.time.Duration;

/**
 * How a subject is loaded.
 *
 * @param sockets how many listeners
 * @param stalled how many of them never read
 * @param scoped whether each wants one order only
 * @param byQuery whether it says so with {@code order=}, rather than by a customer token
 * @param rate webhooks a second; 0 for a closed loop
 * @param inFlight webhooks under way in a closed loop
 * @param thinkTime how long, in a closed loop, after one has arrived the next is sent
 * @param steps webhooks of one payment
 * @param connections HTTP connections that webhooks go by
 * @param opensAtOnce upgrades under way
 * @param threads that sockets are read by
 * @param sources loopback addresses that sockets come from; 0 for as many as needed
 * @param leastWarmUp how long it is loaded before it is measured, at the least
 * @param warmUp the same, at the most
 * @param settle how long what is missing is waited for
 */
public record Load(
        int sockets,
        int stalled,
        boolean scoped,
        boolean byQuery,
        double rate,
        int inFlight,
        Duration thinkTime,
        int steps,
        int connections,
        int opensAtOnce,
        int threads,
        int sources,
        Duration leastWarmUp,
        Duration warmUp,
        Duration duration,
        Duration settle) {

    /** Whether webhooks come at a rate, rather than one after the other. */
    public boolean isOpenLoop() {
        return rate > 0;
    }

    /** The same, for other times. */
    public Load lasting(Duration newLeastWarmUp, Duration newWarmUp, Duration newDuration) {
        return new Load(
                sockets,
                stalled,
                scoped,
                byQuery,
                rate,
                inFlight,
                thinkTime,
                steps,
                connections,
                opensAtOnce,
                threads,
                sources,
                newLeastWarmUp,
                newWarmUp,
                newDuration,
                settle);
    }

    /** Without sockets, and so many webhooks in flight. */
    public Load alone(int webhooks) {
        return new Load(
                0,
                0,
                false,
                true,
                0,
                webhooks,
                thinkTime,
                steps,
                Math.max(connections, webhooks),
                opensAtOnce,
                threads,
                sources,
                leastWarmUp,
                warmUp,
                duration,
                settle);
    }
}
