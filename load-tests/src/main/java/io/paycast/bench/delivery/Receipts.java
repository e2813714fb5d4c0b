package io.paycast.bench.delivery;

import java.util.Arrays;

/**
 * Which webhooks one listener has seen: all below a floor, and a bit for each above it. Confined to
 * the listener's event loop.
 */
public final class Receipts {

    private static final long ALL = -1L;

    private int floor;
    private long[] seen = new long[1];
    private long count;

    /** What a delivery turned out to be. */
    public enum Verdict {
        NEW,
        DOUBLED,
        REORDERED
    }

    /**
     * Takes a delivery in.
     *
     * @param place the webhook's, among those that this listener wants
     * @param laterSteps how many webhooks of the same payment follow it there
     */
    public Verdict take(int place, int laterSteps) {
        if (has(place)) {
            return Verdict.DOUBLED;
        }
        mark(place);
        count++;
        for (int later = 1; later <= laterSteps; later++) {
            if (has(place + later)) {
                return Verdict.REORDERED;
            }
        }
        return Verdict.NEW;
    }

    /** How many different webhooks it has seen. */
    public long count() {
        return count;
    }

    private boolean has(int place) {
        int bit = place - floor;
        return bit < 0 || bit >> 6 < seen.length && (seen[bit >> 6] >>> bit & 1) != 0;
    }

    private void mark(int place) {
        int bit = place - floor;
        if (bit >> 6 >= seen.length) {
            seen = Arrays.copyOf(seen, Math.max((bit >> 6) + 1, seen.length * 2));
        }
        seen[bit >> 6] |= 1L << bit;
        int full = 0;
        while (full < seen.length && seen[full] == ALL) {
            full++;
        }
        if (full > 0) {
            System.arraycopy(seen, full, seen, 0, seen.length - full);
            Arrays.fill(seen, seen.length - full, seen.length, 0);
            floor += full << 6;
        }
    }
}
