package io.paycast.gateway;

import static io.paycast.gateway.ConformanceGateway.PONG;
import static io.paycast.gateway.ConformanceGateway.expectPong;
import static io.paycast.gateway.ConformanceGateway.next;
import static io.paycast.gateway.RawClient.BINARY;
import static io.paycast.gateway.RawClient.CLOSE;
import static io.paycast.gateway.RawClient.CONTINUATION;
import static io.paycast.gateway.RawClient.FIN;
import static io.paycast.gateway.RawClient.PING;
import static io.paycast.gateway.RawClient.TEXT;
import static io.paycast.gateway.RawClient.bytes;
import static io.paycast.gateway.RawClient.concat;
import static io.paycast.gateway.RawClient.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, chapters 5, 6, 8 and 10: what a server must do with frames. */
@ExtendWith(ConformanceGateway.Parameter.class)
class Rfc6455FramingTest {

    private static final byte[] MESSAGE = ConformanceGateway.PING.getBytes(UTF_8);
    private static final int MASKED = 0x80;
    private static final int LENGTH_16 = 126;
    private static final int LENGTH_64 = 127;

    private final RawClient client;

    Rfc6455FramingTest(ConformanceGateway gateway) {
        client = gateway.open();
    }

    @AfterEach
    void close() {
        client.close();
    }

    /**
     * Expects that these bytes fail the connection: the gateway sends one close frame, and reads
     * nothing behind them.
     */
    private void fails(int code, byte[]... sent) {
        client.send(concat(concat(sent), frame(FIN | PING, bytes('x'))));
        var close = next(client);
        assertThat(close.opcode()).isEqualTo(CLOSE);
        assertThat(close.closeCode()).isEqualTo(code);
        client.send(frame(FIN | CLOSE, close.payload()));
        assertThat(client.next()).isNull();
    }

    /** Expects that these bytes are one message, a ping. */
    private void isPing(byte[]... sent) {
        client.send(concat(sent));
        assertThat(next(client).text()).isEqualTo(PONG);
        expectPong(client);
    }

    private static byte[] text(String text) {
        return frame(FIN | TEXT, text.getBytes(UTF_8));
    }

    // 5.1 and 5.3: masking

    @ParameterizedTest
    @ValueSource(ints = {FIN | TEXT, TEXT, FIN | BINARY, FIN | PING, FIN | CLOSE})
    void section5_1_failsOnAnUnmaskedFrame(int firstByte) {
        client.send(bytes(firstByte, 2, 0x03, 0xe8));
        assertThat(client.closeFrame().closeCode()).isEqualTo(1002);
        client.awaitEnd(); // without an answer to the close
    }

    @Test
    void section5_1_failsOnAnUnmaskedFrameInsideAMessage() {
        client.send(concat(frame(TEXT, MESSAGE), bytes(FIN | CONTINUATION, 1, 'x')));
        assertThat(client.closeFrame().closeCode()).isEqualTo(1002);
        client.awaitEnd();
    }

    @Test
    void section5_1_neverMasksItsOwnFrames() {
        // RawClient fails on a masked frame
        expectPong(client);
        client.send(frame(FIN | PING, bytes(1)));
        assertThat(next(client).opcode()).isEqualTo(RawClient.PONG);
        client.send(frame(FIN | CLOSE, bytes(0x03, 0xe8)));
        assertThat(next(client).opcode()).isEqualTo(CLOSE);
    }

    @Test
    void section5_3_removesAnyMask() {
        isPing(frame(FIN | TEXT, MESSAGE, bytes(0, 0, 0, 0)));
        isPing(frame(FIN | TEXT, MESSAGE, bytes(0xff, 0xff, 0xff, 0xff)));
        isPing(
                frame(TEXT, Arrays.copyOf(MESSAGE, 5), bytes(1, 2, 3, 4)),
                frame(
                        FIN | CONTINUATION,
                        Arrays.copyOfRange(MESSAGE, 5, MESSAGE.length),
                        bytes(0x80, 0, 0xaa, 0x55)));
    }

    // 5.2: the base framing protocol

    @ParameterizedTest
    @ValueSource(ints = {0x40, 0x20, 0x10, 0x70})
    void section5_2_failsOnReservedBits(int bits) {
        fails(1002, frame(FIN | bits | TEXT, MESSAGE));
    }

    @Test
    void section5_2_failsOnReservedBitsOfAControlFrame() {
        fails(1002, frame(FIN | 0x10 | PING, MESSAGE));
    }

    @Test
    void section5_2_failsOnReservedBitsOfAContinuation() {
        fails(1002, frame(TEXT, MESSAGE), frame(FIN | 0x40 | CONTINUATION, MESSAGE));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x3, 0x4, 0x5, 0x6, 0x7, 0xB, 0xC, 0xD, 0xE, 0xF})
    void section5_2_failsOnReservedOpcodes(int opcode) {
        fails(1002, frame(FIN | opcode, MESSAGE));
    }

    @ParameterizedTest
    @ValueSource(ints = {0x3, 0xF})
    void section5_2_failsOnReservedOpcodesWithoutAPayload(int opcode) {
        fails(1002, frame(FIN | opcode, new byte[0]));
    }

    @ParameterizedTest
    @ValueSource(ints = {125, 126, 127, 128, 65_535})
    void section5_2_readsLengthsOf7And16Bits(int length) {
        isPing(text((ConformanceGateway.PING + " ".repeat(length)).substring(0, length)));
    }

    @Test
    void section5_2_readsALengthOf64Bits() {
        isPing(text((ConformanceGateway.PING + " ".repeat(65_536)).substring(0, 65_536)));
    }

    @Test
    void section5_2_failsOnALengthThatIsNotMinimal() {
        fails(1002, bytes(FIN | TEXT, MASKED | LENGTH_16, 0, MESSAGE.length, 0, 0, 0, 0), MESSAGE);
    }

    @ParameterizedTest
    @ValueSource(longs = {15, 65_535})
    void section5_2_failsOnALengthOf64BitsThatIsNotMinimal(long length) {
        fails(1002, declaring(length), new byte[(int) length]);
    }

    @ParameterizedTest
    @ValueSource(longs = {-1, Long.MIN_VALUE, Long.MIN_VALUE + 70_000})
    void section5_2_failsOnALengthWithTheMostSignificantBit(long length) {
        fails(1002, declaring(length));
    }

    private static byte[] declaring(long length) {
        return ByteBuffer.allocate(14)
                .put((byte) (FIN | TEXT))
                .put((byte) (MASKED | LENGTH_64))
                .putLong(length)
                .putInt(0)
                .array();
    }

    @Test
    void section5_2_readsFramesThatArriveByteByByte() {
        for (byte one : frame(FIN | TEXT, MESSAGE)) {
            client.send(new byte[] {one});
        }
        assertThat(next(client).text()).isEqualTo(PONG);
    }

    @Test
    void section5_2_readsSeveralFramesThatArriveTogether() {
        client.send(concat(frame(FIN | TEXT, MESSAGE), frame(FIN | TEXT, MESSAGE)));
        assertThat(next(client).text()).isEqualTo(PONG);
        assertThat(next(client).text()).isEqualTo(PONG);
    }

    // 5.4: fragmentation

    @Test
    void section5_4_joinsFragmentsOfAnySize() {
        isPing(
                frame(TEXT, new byte[0]),
                frame(CONTINUATION, Arrays.copyOf(MESSAGE, 1)),
                frame(CONTINUATION, new byte[0]),
                frame(CONTINUATION, Arrays.copyOfRange(MESSAGE, 1, 9)),
                frame(CONTINUATION, Arrays.copyOfRange(MESSAGE, 9, MESSAGE.length)),
                frame(FIN | CONTINUATION, new byte[0]));
    }

    @Test
    void section5_4_answersAControlFrameInsideAMessage() {
        client.send(frame(TEXT, Arrays.copyOf(MESSAGE, 8)));
        client.send(frame(FIN | PING, "between".getBytes(UTF_8)));
        var pong = next(client);
        assertThat(pong.opcode()).isEqualTo(RawClient.PONG);
        assertThat(pong.text()).isEqualTo("between");
        client.send(frame(FIN | RawClient.PONG, bytes('u')));
        client.send(frame(FIN | CONTINUATION, Arrays.copyOfRange(MESSAGE, 8, MESSAGE.length)));
        assertThat(next(client).text()).isEqualTo(PONG);
    }

    @Test
    void section5_4_answersACloseInsideAMessage() {
        client.send(concat(frame(TEXT, MESSAGE), frame(FIN | CLOSE, bytes(0x03, 0xe8))));
        assertThat(next(client).closeCode()).isEqualTo(1000);
        assertThat(client.next()).isNull();
    }

    @ParameterizedTest
    @ValueSource(ints = {CONTINUATION, FIN | CONTINUATION})
    void section5_4_failsOnAContinuationOfNothing(int firstByte) {
        fails(1002, frame(firstByte, MESSAGE));
    }

    @Test
    void section5_4_failsOnAContinuationAfterTheLastFragment() {
        client.send(concat(frame(TEXT, MESSAGE), frame(FIN | CONTINUATION, new byte[0])));
        assertThat(next(client).text()).isEqualTo(PONG);
        fails(1002, frame(FIN | CONTINUATION, MESSAGE));
    }

    @ParameterizedTest
    @ValueSource(ints = {TEXT, FIN | TEXT, BINARY, FIN | BINARY})
    void section5_4_failsOnAMessageInsideAMessage(int firstByte) {
        fails(1002, frame(TEXT, MESSAGE), frame(firstByte, MESSAGE));
    }

    // 5.5: control frames

    @ParameterizedTest
    @ValueSource(ints = {PING, RawClient.PONG, CLOSE})
    void section5_5_failsOnAFragmentedControlFrame(int opcode) {
        fails(1002, frame(opcode, bytes(0x03, 0xe8)));
    }

    @ParameterizedTest
    @ValueSource(ints = {PING, RawClient.PONG, CLOSE})
    void section5_5_failsOnAControlFrameOver125Bytes(int opcode) {
        fails(1002, frame(FIN | opcode, concat(bytes(0x03, 0xe8), new byte[124])));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 125})
    void section5_5_2_answersAPingWithItsPayload(int length) {
        var payload = new byte[length];
        Arrays.fill(payload, (byte) 0xfe); // application data, not text
        client.send(frame(FIN | PING, payload));
        var pong = next(client);
        assertThat(pong.opcode()).isEqualTo(RawClient.PONG);
        assertThat(pong.payload()).isEqualTo(payload);
    }

    @Test
    void section5_5_2_answersPingsInOrder() {
        client.send(concat(frame(FIN | PING, bytes('1')), frame(FIN | PING, bytes('2'))));
        assertThat(next(client).text()).isEqualTo("1");
        assertThat(next(client).text()).isEqualTo("2");
    }

    @Test
    void section5_5_3_doesNotAnswerAnUnsolicitedPong() {
        client.send(frame(FIN | RawClient.PONG, "unsolicited".getBytes(UTF_8)));
        expectPong(client);
    }

    // 5.6 and 8.1: text is UTF-8

    @Test
    void section5_6_readsACharacterSplitBetweenFragments() {
        var text = "{\"type\":\"€\"}".getBytes(UTF_8);
        client.send(frame(TEXT, Arrays.copyOf(text, 10)));
        client.send(frame(FIN | CONTINUATION, Arrays.copyOfRange(text, 10, text.length)));
        assertThat(next(client).text()).contains("unknown_type");
    }

    @ParameterizedTest
    @ValueSource(strings = {"00", "7f", "c280", "dfbf", "e0a080", "ed9fbf", "ee8080", "efbfbf"})
    void section8_1_readsTheFirstAndLastCharacterOfEachLength(String hex) {
        client.send(frame(FIN | TEXT, HexFormat.of().parseHex(hex)));
        assertThat(next(client).text()).contains("bad_json");
    }

    @ParameterizedTest
    @ValueSource(strings = {"f0908080", "f48fbfbf", "efb790", "f09fbfbe"})
    void section8_1_readsSupplementaryAndNoncharacters(String hex) {
        client.send(frame(FIN | TEXT, HexFormat.of().parseHex(hex)));
        assertThat(next(client).text()).contains("bad_json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "80", // a continuation byte alone
                "fffe",
                "c0af", // overlong
                "e080af",
                "f08080af",
                "c1bf",
                "eda080", // a surrogate
                "edbfbf",
                "f4908080", // over U+10FFFF
                "f5808080",
                "fe",
                "e282", // breaks off
                "f09f98",
                "e28241",
                "c3",
            })
    void section8_1_failsOnTextThatIsNotUtf8(String hex) {
        fails(1007, frame(FIN | TEXT, HexFormat.of().parseHex(hex)));
    }

    @Test
    void section8_1_failsOnTextThatBreaksOffInItsLastFragment() {
        fails(1007, frame(TEXT, MESSAGE), frame(FIN | CONTINUATION, bytes(0xe2, 0x82)));
    }

    // 5.6 and 7.4.1: the gateway accepts text only

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 200})
    void section7_4_1_refusesBinaryWith1003(int length) {
        fails(1003, frame(FIN | BINARY, new byte[length]));
    }

    @Test
    void section7_4_1_refusesFragmentedBinaryWith1003() {
        fails(1003, frame(BINARY, MESSAGE), frame(FIN | CONTINUATION, MESSAGE));
    }

    // 10.4: implementation limits

    @ParameterizedTest
    @ValueSource(longs = {65_537, 1L << 31, 1L << 32, 1L << 62, Long.MAX_VALUE})
    void section10_4_refusesAFrameOver64KiBByItsHeader(long length) {
        client.send(declaring(length));
        var close = client.closeFrame();
        assertThat(close.closeCode()).isEqualTo(1009);
        client.send(frame(FIN | CLOSE, close.payload()));
        client.awaitEnd();
    }

    @Test
    void section10_4_refusesAMessageOver64KiBInFragments() {
        client.send(frame(TEXT, new byte[65_536]));
        client.send(frame(FIN | CONTINUATION, new byte[1]));
        var close = client.closeFrame();
        assertThat(close.closeCode()).isEqualTo(1009);
        client.send(frame(FIN | CLOSE, close.payload()));
        client.awaitEnd();
    }
}
