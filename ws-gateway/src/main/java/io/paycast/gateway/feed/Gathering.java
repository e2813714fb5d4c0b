package io.paycast.gateway.feed;

import java.util.concurrent.locks.LockSupport;

/**
 * Lets records gather before the next poll while more than one is under way at a time: a poll, and
 * the wake-ups that follow it, cost more than the record they bring. One that comes alone never
 * waits. Measured: docs/decisions/019.
 *
 * <p>Confined to the feed's thread.
 */
final class Gathering {

    private static final long GATHER_NANOS = 2_000_000;

    /** Of so many at once, no more need be waited for. */
    private static final int MANY = 64;

    private boolean hadCompany;

    /**
     * Waits, or not, after a poll.
     *
     * @param records how many it brought
     */
    void after(int records) {
        boolean company = records > 1;
        // a consumer fetches ahead, and so brings one alone between two with company
        if ((company || hadCompany) && records < MANY) {
            LockSupport.parkNanos(GATHER_NANOS);
        }
        hadCompany = company;
    }
}
