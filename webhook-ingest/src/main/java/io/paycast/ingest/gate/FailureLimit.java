package io.paycast.ingest.gate;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import io.paycast.limits.SlidingWindows;
import io.paycast.net.ClientNetwork;
import java.net.InetAddress;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * Limits how often one client may send an invalid secret. Thread-safe. Its memory is bounded: it
 * remembers at most {@link FailureSettings#maxAddresses} clients.
 */
final class FailureLimit {

    private final SlidingWindows<ClientNetwork> failures;
    private final LongSupplier nanoClock;

    FailureLimit(FailureSettings settings, LongSupplier nanoClock) {
        this.failures =
                new SlidingWindows<>(settings.limit(), settings.period(), settings.maxAddresses());
        this.nanoClock = nanoClock;
    }

    /**
     * Counts one invalid secret.
     *
     * @return zero if the client is within its limit, otherwise how long it has to wait
     */
    synchronized Duration countFailure(InetAddress client) {
        long nowMillis = NANOSECONDS.toMillis(nanoClock.getAsLong());
        var network = ClientNetwork.of(client);
        return failures.tryAcquire(network, nowMillis)
                ? Duration.ZERO
                : Duration.ofMillis(failures.waitMillis(network, nowMillis));
    }

    /** Returns how many clients it remembers now. */
    synchronized int size() {
        return failures.size();
    }
}
