package io.paycast.bench.delivery;

import java.util.Arrays;

/**
 * Remembers which webhooks one client has received: all below a base, and one bit for each above
 * it. Confined to the client's event loop.
 */
public final class Receipts {

    private static final long ALL = -1L;

    private int base;
    private long[] received = new long[1];
    private long count;

    /** The classification of a delivery. */
    public enum Verdict {
        NEW,
        DOUBLED,
        REORDERED
    }

    /**
     * Records a delivery.
     *
     * @param index of the webhook among those that this client expects
     * @param laterSteps how many later webhooks of the same payment follow it
     */
    public Verdict record(int index, int laterSteps) {
        if (has(index)) {
            return Verdict.DOUBLED;
        }
        mark(index);
        count++;
        for (int later = 1; later <= laterSteps; later++) {
            if (has(index + later)) {
                return Verdict.REORDERED;
            }
        }
        return Verdict.NEW;
    }

    /** How many different webhooks the client has received. */
    public long count() {
        return count;
    }

    private boolean has(int index) {
        int bit = index - base;
        return bit < 0 || bit >> 6 < received.length && (received[bit >> 6] >>> bit & 1) != 0;
    }

    private void mark(int index) {
        int bit = index - base;
        if (bit >> 6 >= received.length) {
            received = Arrays.copyOf(received, Math.max((bit >> 6) + 1, received.length * 2));
        }
        received[bit >> 6] |= 1L << bit;
        int full = 0;
        while (full < received.length && received[full] == ALL) {
            full++;
        }
        if (full > 0) {
            System.arraycopy(received, full, received, 0, received.length - full);
            Arrays.fill(received, received.length - full, received.length, 0);
            base += full << 6;
        }
    }
}
