package io.paycast.bench.wire;

import io.netty.buffer.ByteBuf;

/**
 * A webhook's number and send time, encoded in the captured amount, which the gateway passes on as
 * {@code CapturedAmount}: {@code 1NNNNNNNNTTTTTTT.TT}. It grows with each webhook, as the captured
 * amount of a payment must, and needs no JSON parser.
 */
public final class Stamp {

    /** The length in characters. */
    public static final int LENGTH = 19;

    /** Numbers are lower than this. */
    public static final int MAX_NUMBER = 100_000_000;

    /** Times are lower than this: 1,000 s since the run began. */
    public static final long MAX_MICROS = 1_000_000_000L;

    private static final int NUMBER_AT = 1;
    private static final int NUMBER_DIGITS = 8;
    private static final int MICROS_AT = NUMBER_AT + NUMBER_DIGITS;
    private static final int POINT_AT = LENGTH - 3;

    private Stamp() {}

    static void writeDigits(byte[] to, int at, int width, long value) {
        long rest = value;
        for (int i = at + width - 1; i >= at; i--) {
            to[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    static long readDigits(ByteBuf from, int at, int width) {
        long value = 0;
        for (int i = at; i < at + width; i++) {
            value = value * 10 + (from.getByte(i) - '0');
        }
        return value;
    }

    /** Writes a stamp at an offset of an array; the number and the time must be in range. */
    public static void write(byte[] to, int at, int number, long micros) {
        to[at] = '1';
        writeDigits(to, at + NUMBER_AT, NUMBER_DIGITS, number);
        writeDigits(to, at + MICROS_AT, POINT_AT - MICROS_AT, micros / 100);
        to[at + POINT_AT] = '.';
        writeDigits(to, at + POINT_AT + 1, 2, micros % 100);
    }

    /** Whether there is a stamp at an offset of a buffer. */
    public static boolean isAt(ByteBuf buffer, int at) {
        return buffer.getByte(at) == '1' && buffer.getByte(at + POINT_AT) == '.';
    }

    /** The webhook's number. */
    public static int number(ByteBuf buffer, int at) {
        return (int) readDigits(buffer, at + NUMBER_AT, NUMBER_DIGITS);
    }

    /** When the webhook was sent, or was due, in microseconds since the run began. */
    public static long micros(ByteBuf buffer, int at) {
        return readDigits(buffer, at + MICROS_AT, POINT_AT - MICROS_AT) * 100
                + readDigits(buffer, at + POINT_AT + 1, 2);
    }
}
