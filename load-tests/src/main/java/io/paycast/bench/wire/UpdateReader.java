package io.paycast.bench.wire;

import static io.netty.buffer.Unpooled.copiedBuffer;
import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;

/**
 * Reads the bench's own data from the bytes of a payment update. It searches the stamp's offset
 * once and then only verifies it. Confined to one event loop.
 */
public final class UpdateReader {

    private static final String BEGIN = "{\"PaymentId\":\"";
    private static final ByteBuf CAPTURED = copiedBuffer("\"CapturedAmount\":", US_ASCII);

    private final ByteBuf beginning;
    private int stampAt;
    private int number;
    private long micros;

    public UpdateReader(RunId run) {
        beginning = copiedBuffer(BEGIN + run.text(), US_ASCII);
    }

    /** Whether this is an update of this run; {@link #number} is then its webhook. */
    public boolean read(ByteBuf buffer, int start, int length) {
        int begins = beginning.readableBytes();
        if (length < begins + Stamp.LENGTH
                || !ByteBufUtil.equals(beginning, 0, buffer, start, begins)) {
            return false;
        }
        if (!isStamp(buffer, start, length, stampAt)) {
            int member = ByteBufUtil.indexOf(CAPTURED, buffer.slice(start, length));
            stampAt = member + CAPTURED.readableBytes(); // no stamp is there if member is -1
            if (!isStamp(buffer, start, length, stampAt)) {
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
                buffer, start + BEGIN.length() + RunId.PAYMENT_AT, RunId.PAYMENT_DIGITS);
    }

    private static boolean isStamp(ByteBuf buffer, int start, int length, int at) {
        return at >= CAPTURED.readableBytes()
                && at <= length - Stamp.LENGTH
                && buffer.getByte(start + at - 1) == ':'
                && buffer.getByte(start + at - 3) == 't'
                && Stamp.isAt(buffer, start + at);
    }
}
