package io.paycast.liveness;

import java.time.Instant;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/**
 * The two clocks of a service.
 *
 * @param wall the time of day; it may be set back or forward at any moment
 * @param steady advances evenly, whatever happens to the time of day; for all intervals
 */
public record Clocks(InstantSource wall, InstantSource steady) {

    /** The clocks of this machine. They agree until the time of day is set. */
    public static Clocks system() {
        var wall = InstantSource.system();
        return new Clocks(wall, steady(wall.instant(), System::nanoTime));
    }

    /** Both clocks are the same one, for tests. */
    public static Clocks same(InstantSource clock) {
        return new Clocks(clock, clock);
    }

    private static InstantSource steady(Instant start, LongSupplier nanoTime) {
        long startNanos = nanoTime.getAsLong();
        return () -> start.plusNanos(nanoTime.getAsLong() - startNanos);
    }
}
