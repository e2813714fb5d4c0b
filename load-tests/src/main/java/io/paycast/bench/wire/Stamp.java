package io.paycast.bench.wire;

import io.netty.buffer.ByteBuf;

/**
 * A webhook's number and the time of its sending, at a fixed width, in what the gateway passes on
 * as {@code CapturedAmount}: {@code 1NNNNNNNNTTTTTTT.TT}. It grows with each webhook, as the sum of
 * captures of a payment must, and can be read without JSON.
 */
public final class Stamp {

    /** How many characters it takes. */
    public static final int LENGTH = 19;

    /** Numbers end before this one. */
    public static final int MAX_NUMBER = 100_000_000;

    /** Times end before this one: 1,000 s after the run's beginning. */
    public static final long MAX_MICROS = 1_000_000_000L;

    private static final int NUMBER_AT = 1;
    private static final int NUMBER_DIGITS = 8;
    private static final int MICROS_AT = NUMBER_AT + NUMBER_DIGITS;
    private static final int POINT_AT = LENGTH - 3;

    private Stamp() {}

    /** Writes one. */
    public static void write(byte[] to, int at, int number, long micros) {
        if (number < 0 || number >= MAX_NUMBER || micros < 0 || micros >= MAX_MICROS) {
            throw new IllegalArgumentException("No stamp holds %d, %d".formatted(number, micros));
        }
        to[at] = '1';
        Digits.write(to, at + NUMBER_AT, NUMBER_DIGITS, number);
        Digits.write(to, at + MICROS_AT, POINT_AT - MICROS_AT, micros / 100);
        to[at + POINT_AT] = '.';
        Digits.write(to, at + POINT_AT + 1, 2, micros % 100);
    }

    /** Whether one is there. */
    public static boolean isAt(ByteBuf buffer, int at) {
        return buffer.getByte(at) == '1' && buffer.getByte(at + POINT_AT) == '.';
    }

    /** The webhook's number. */
    public static int number(ByteBuf buffer, int at) {
        return (int) Digits.read(buffer, at + NUMBER_AT, NUMBER_DIGITS);
    }

    /** When it was sent, or should have been: microseconds since the run's beginning. */
    public static long micros(ByteBuf buffer, int at) {
        return Digits.read(buffer, at + MICROS_AT, POINT_AT - MICROS_AT) * 100
                + Digits.read(buffer, at + POINT_AT + 1, 2);
    }
}
