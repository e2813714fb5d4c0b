package io.paycast.tabby.model;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.SplittableRandom;
import java.util.UUID;

/**
 * Makes ids. The same seed makes the same ids in the same order; what belongs to a payment has an
 * id that is derived from the payment's. Thread-safe.
 */
public final class Ids {

    private static final long VERSION_4 = 0x4000L;
    private static final long VERSION_MASK = ~0xF000L;

    private final SplittableRandom random;

    public Ids(long seed) {
        this.random = new SplittableRandom(seed);
    }

    /** A new id: a UUID of version 4. */
    public synchronized String next() {
        long high = (random.nextLong() & VERSION_MASK) | VERSION_4;
        long low = (random.nextLong() >>> 2) | Long.MIN_VALUE;
        return new UUID(high, low).toString();
    }

    /** The id of a part of a payment, the same whenever it is asked for. */
    public static String derived(String paymentId, String part) {
        return UUID.nameUUIDFromBytes((paymentId + '/' + part).getBytes(UTF_8)).toString();
    }

    /** Whether the text has the form of Tabby's ids. */
    public static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equalsIgnoreCase(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }
}
