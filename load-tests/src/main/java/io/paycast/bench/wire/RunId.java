package io.paycast.bench.wire;

import java.util.random.RandomGenerator;

/**
 * What marks all payments and orders of one run, so that those of another are not counted: eight
 * hexadecimal digits, with which each payment id begins.
 */
public record RunId(String text) {

    static final int PAYMENT_AT = 24;
    static final int PAYMENT_DIGITS = 12;
    static final int ORDER_DIGITS = 6;

    public static RunId random(RandomGenerator random) {
        return new RunId("%08x".formatted(random.nextInt()));
    }

    /** The id of a payment: as long as a UUID, like Tabby's. */
    public String payment(long number) {
        return "%s-0000-7000-8000-%012d".formatted(text, number);
    }

    /** The reference of an order, no longer than a shop's own. */
    public String order(long number) {
        return "%s-%06d".formatted(text, number);
    }
}
