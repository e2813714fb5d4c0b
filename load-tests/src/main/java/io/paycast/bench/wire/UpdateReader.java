package io.paycast.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;

/**
 * Reads the bench's own data from the bytes of a payment update. It searches the stamp's offset
 * once and then only verifies it. Confined to one event loop.
 */
public final class UpdateReader {

    private static final byte[] BEGIN = "{\"PaymentId\":\"".getBytes(US_ASCII);
    private static final byte[] CAPTURED = "\"CapturedAmount\":".getBytes(US_ASCII);

    private final byte[] beginning;
    private int stampAt = Integer.MAX_VALUE;
    private int number;
    private long micros;

    public UpdateReader(RunId run) {
        var id = run.text().getBytes(US_ASCII);
        beginning = new byte[BEGIN.length + id.length];
        System.arraycopy(BEGIN, 0, beginning, 0, BEGIN.length);
        System.arraycopy(id, 0, beginning, BEGIN.length, id.length);
    }

    /** Whether this is an update of this run; {@link #number} is then its webhook. */
    public boolean read(ByteBuf buffer, int start, int length) {
        if (length < beginning.length + Stamp.LENGTH || !matches(buffer, start, beginning)) {
            return false;
        }
        if (!isStamp(buffer, start, length, stampAt)) {
            stampAt = find(buffer, start, length);
            if (!isStamp(buffer, start, length, stampAt)) {
                stampAt = Integer.MAX_VALUE;
                return false;
            }
        }
        number = Stamp.number(buffer, start + stampAt);
        micros = Stamp.micros(buffer, start + stampAt);
        return true;
    }

    /** The webhook number of the last update. */
    public int number() {
        return number;
    }

    /** When that webhook was sent, or was due, in microseconds since the run began. */
    public long micros() {
        return micros;
    }

    /** The payment number in the payment id. */
    public long payment(ByteBuf buffer, int start) {
        return Stamp.readDigits(
                buffer, start + BEGIN.length + RunId.PAYMENT_AT, RunId.PAYMENT_DIGITS);
    }

    private static boolean isStamp(ByteBuf buffer, int start, int length, int at) {
        return at >= CAPTURED.length
                && at <= length - Stamp.LENGTH
                && buffer.getByte(start + at - 1) == ':'
                && buffer.getByte(start + at - 3) == 't'
                && Stamp.isAt(buffer, start + at);
    }

    private static int find(ByteBuf buffer, int start, int length) {
        for (int at = BEGIN.length; at + CAPTURED.length <= length; at++) {
            if (matches(buffer, start + at, CAPTURED)) {
                return at + CAPTURED.length;
            }
        }
        return Integer.MAX_VALUE;
    }

    private static boolean matches(ByteBuf buffer, int at, byte[] expected) {
        for (int i = 0; i < expected.length; i++) {
            if (buffer.getByte(at + i) != expected[i]) {
                return false;
            }
        }
        return true;
    }
}
