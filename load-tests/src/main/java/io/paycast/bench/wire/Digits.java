package io.paycast.bench.wire;

import io.netty.buffer.ByteBuf;

/** Decimal numbers of a fixed width. */
final class Digits {

    private Digits() {}

    static void write(byte[] to, int at, int width, long value) {
        long rest = value;
        for (int i = at + width - 1; i >= at; i--) {
            to[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }

    static long read(ByteBuf from, int at, int width) {
        long value = 0;
        for (int i = at; i < at + width; i++) {
            value = value * 10 + (from.getByte(i) - '0');
        }
        return value;
    }
}
