package io.paycast.tabby.api;

import java.util.Optional;
import java.util.Set;

/** Errors that a developer asked for: the next requests of Tabby's API fail. Thread-safe. */
public final class PlannedFailures {

    /** The most requests that fail. */
    public static final int MAX_REQUESTS = 1_000;

    /**
     * The statuses that are possible: those that Tabby's API or its CDN may respond at any time.
     */
    public static final Set<Integer> STATUSES = Set.of(403, 429, 500);

    private int status;
    private int left;

    /**
     * Lets requests fail.
     *
     * @param next one of {@link #STATUSES}
     * @param requests 0 for none any more, at most {@value #MAX_REQUESTS}
     */
    public synchronized void plan(int next, int requests) {
        if (!STATUSES.contains(next) || requests < 0 || requests > MAX_REQUESTS) {
            throw new IllegalArgumentException(
                    "status must be 403, 429 or 500, and requests 0 to %d."
                            .formatted(MAX_REQUESTS));
        }
        status = next;
        left = requests;
    }

    /** The error of the next request, if it must fail. */
    synchronized Optional<ApiError> next() {
        if (left == 0) {
            return Optional.empty();
        }
        left--;
        return Optional.of(
                switch (status) {
                    case 403 -> ApiError.WRONG_REGION;
                    case 429 -> ApiError.TOO_MANY_REQUESTS;
                    default -> ApiError.INTERNAL;
                });
    }
}
