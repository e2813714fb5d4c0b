package io.paycast.bench.delivery;

import java.util.BitSet;

/** Remembers which webhooks one client has received. Confined to the client's event loop. */
public final class Receipts {

    private final BitSet received = new BitSet();
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
        if (received.get(index)) {
            return Verdict.DOUBLED;
        }
        received.set(index);
        count++;
        int later = received.nextSetBit(index + 1);
        return later < 0 || later > index + laterSteps ? Verdict.NEW : Verdict.REORDERED;
    }

    /** How many different webhooks the client has received. */
    public long count() {
        return count;
    }
}
