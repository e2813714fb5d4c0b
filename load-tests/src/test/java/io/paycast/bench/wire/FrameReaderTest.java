package io.paycast.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.CorruptedFrameException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FrameReaderTest {

    private final FrameReader reader = new FrameReader();
    private final List<String> read = new ArrayList<>();

    @Test
    void readsFramesOfEveryLengthSplitAnywhere() {
        var sent = new ArrayList<String>();
        var stream = Unpooled.buffer();
        for (int length : new int[] {0, 1, 125, 126, 300, 65_535, 65_536}) {
            sent.add("x".repeat(length));
            writeText(stream, sent.getLast());
        }
        for (int cut : new int[] {1, 2, 3, 7, 127, 4_096, stream.readableBytes()}) {
            read.clear();
            for (int at = 0; at < stream.readableBytes(); at += cut) {
                receive(stream.slice(at, Math.min(cut, stream.readableBytes() - at)));
            }
            assertThat(read).as("cut every %d bytes", cut).isEqualTo(sent);
        }
    }

    @Test
    void readsTheStampOfAnUpdateOfThisRunOnly() {
        var run = new RunId("0a1b2c3d");
        var updates = new UpdateReader(run);
        var message = Unpooled.copiedBuffer(update(run, 7, 12_345_678, 987_654_321L), US_ASCII);
        assertThat(updates.read(message, 0, message.readableBytes())).isTrue();
        assertThat(updates.number()).isEqualTo(12_345_678);
        assertThat(updates.micros()).isEqualTo(987_654_321L);
        assertThat(updates.payment(message, 0)).isEqualTo(7);
        var foreign = Unpooled.copiedBuffer(update(new RunId("ffffffff"), 7, 1, 1), US_ASCII);
        assertThat(updates.read(foreign, 0, foreign.readableBytes())).isFalse();
    }

    @Test
    void findsTheStampAgainWhenMessagesDiffer() {
        var run = new RunId("0a1b2c3d");
        var updates = new UpdateReader(run);
        var texts =
                IntStream.of(1, 22, 333)
                        .mapToObj(i -> update(run, i, i, i).replace("150.00", i + ".00"))
                        .toList();
        for (var text : texts) {
            var message = Unpooled.copiedBuffer(text, US_ASCII);
            assertThat(updates.read(message, 0, message.readableBytes())).isTrue();
            assertThat(updates.number()).isEqualTo((int) updates.payment(message, 0));
        }
    }

    @Test
    void rejectsInvalidFrames() {
        var masked = Unpooled.wrappedBuffer(new byte[] {(byte) 0x81, (byte) 0x80, 0, 0, 0, 0});
        assertThatThrownBy(() -> reader.read(masked, (o, b, s, l) -> {}))
                .isInstanceOf(CorruptedFrameException.class);
        var fragment = Unpooled.wrappedBuffer(new byte[] {0x01, 0});
        assertThatThrownBy(() -> reader.read(fragment, (o, b, s, l) -> {}))
                .isInstanceOf(CorruptedFrameException.class);
    }

    private void receive(ByteBuf chunk) {
        reader.read(
                chunk,
                (opcode, buffer, start, length) -> {
                    assertThat(opcode).isEqualTo(FrameReader.TEXT);
                    read.add(buffer.toString(start, length, US_ASCII));
                });
    }

    private static void writeText(ByteBuf to, String text) {
        to.writeByte(0x81);
        if (text.length() < 126) {
            to.writeByte(text.length());
        } else if (text.length() <= 0xffff) {
            to.writeByte(126).writeShort(text.length());
        } else {
            to.writeByte(127).writeLong(text.length());
        }
        to.writeCharSequence(text, US_ASCII);
    }

    private static String update(RunId run, long payment, int number, long micros) {
        byte[] stamp = new byte[Stamp.LENGTH];
        Stamp.write(stamp, 0, number, micros);
        return """
        {"PaymentId":"%s","Status":"authorized","Amount":150.00,"OrderReferenceId":"%s",\
        "Currency":"AED","CapturedAmount":%s,"RefundedAmount":0.00,"Cursor":"c"}\
        """
                .formatted(run.payment(payment), run.order(0), new String(stamp, US_ASCII));
    }
}
