package io.paycast.bench.wire;

import java.util.concurrent.ThreadLocalRandom;

/**
 * The prefix of all payment and order ids of one run, so that updates of other runs are ignored:
 * eight hexadecimal digits.
 */
public record RunId(String text) {

    static final int PAYMENT_AT = 24;
    static final int PAYMENT_DIGITS = 12;
    static final int ORDER_DIGITS = 6;

    public static RunId random() {
        return new RunId("%08x".formatted(ThreadLocalRandom.current().nextInt()));
    }

    /** Returns a payment id as long as a UUID, like Tabby's. */
    public String payment(long number) {
        return "%s-0000-7000-8000-%012d".formatted(text, number);
    }

    /** Returns an order reference as long as a typical shop's. */
    public String order(long number) {
        return "%s-%06d".formatted(text, number);
    }
}
