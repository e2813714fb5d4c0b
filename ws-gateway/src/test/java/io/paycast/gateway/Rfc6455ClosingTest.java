package io.paycast.gateway;

import static io.paycast.gateway.ConformanceGateway.next;
import static io.paycast.gateway.RawClient.CLOSE;
import static io.paycast.gateway.RawClient.FIN;
import static io.paycast.gateway.RawClient.PING;
import static io.paycast.gateway.RawClient.TEXT;
import static io.paycast.gateway.RawClient.bytes;
import static io.paycast.gateway.RawClient.concat;
import static io.paycast.gateway.RawClient.frame;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** RFC 6455, section 5.5.1 and chapter 7: how a server closes a connection. */
@ExtendWith(ConformanceGateway.Parameter.class)
class Rfc6455ClosingTest {

    private static final byte[] PING_MESSAGE =
            frame(FIN | TEXT, ConformanceGateway.PING.getBytes(UTF_8));

    private final RawClient client;

    Rfc6455ClosingTest(ConformanceGateway gateway) {
        client = gateway.open();
    }

    @AfterEach
    void close() {
        client.close();
    }

    private static byte[] closing(int code, byte... reason) {
        var status = ByteBuffer.allocate(2).putShort((short) code).array();
        return frame(FIN | CLOSE, concat(status, reason));
    }

    private void violate() {
        client.send(frame(FIN | 0x3, new byte[0])); // a reserved opcode
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013, 1014, 3000, 3999,
                4000, 4001, 4999
            })
    void section5_5_1_repeatsTheClientsCode(int code) {
        client.send(closing(code, "bye".getBytes(UTF_8)));
        assertThat(next(client).closeCode()).isEqualTo(code);
        assertThat(client.next()).isNull();
    }

    @Test
    void section5_5_1_answersACloseWithoutACode() {
        client.send(frame(FIN | CLOSE, new byte[0]));
        var close = next(client);
        assertThat(close.opcode()).isEqualTo(CLOSE);
        assertThat(close.closeCode()).isIn(1000, 1005);
        assertThat(client.next()).isNull();
    }

    @Test
    void section5_5_1_answersACloseWithTheLongestReason() {
        client.send(closing(1000, "é".repeat(61).concat("x").getBytes(UTF_8)));
        assertThat(next(client).closeCode()).isEqualTo(1000);
        assertThat(client.next()).isNull();
    }

    @Test
    void section5_5_1_failsOnACloseOfOneByte() {
        expectFailure(1002, frame(FIN | CLOSE, bytes(3)));
    }

    @ParameterizedTest
    @ValueSource(ints = {0xff, 0x80, 0xc3})
    void section5_5_1_failsOnAReasonThatIsNotUtf8(int last) {
        expectFailure(1007, closing(1000, (byte) last));
    }

    @Test
    void section5_5_1_sendsNothingAfterItsClose() {
        // Each message before the close is answered, none behind it.
        client.send(concat(PING_MESSAGE, closing(1000), PING_MESSAGE, frame(FIN | PING, bytes(1))));
        assertThat(next(client).text()).isEqualTo(ConformanceGateway.PONG);
        assertThat(next(client).opcode()).isEqualTo(CLOSE);
        assertThat(client.next()).isNull();
    }

    @Test
    void section5_5_1_sendsOneCloseOnly() {
        client.send(concat(closing(1000), closing(1001), frame(FIN | 0x3, new byte[0])));
        assertThat(next(client).closeCode()).isEqualTo(1000);
        assertThat(client.next()).isNull();
    }

    @Test
    void section7_1_1_closesTheTcpConnectionAfterTheClientsAnswer() {
        client.send(frame(FIN | RawClient.BINARY, new byte[1]));
        var close = client.closeFrame();
        client.send(frame(FIN | CLOSE, close.payload()));
        client.awaitEnd();
    }

    @Test
    void section7_1_1_closesTheTcpConnectionFirst() {
        client.send(closing(1000));
        client.closeFrame();
        client.awaitEnd(); // this client has not closed its side
    }

    @Test
    void section7_1_7_processesNothingAfterAFailure() {
        violate();
        client.send(concat(PING_MESSAGE, frame(FIN | PING, bytes(1)), closing(4000)));
        assertThat(next(client).closeCode()).isEqualTo(1002);
        assertThat(client.next()).isNull();
    }

    @Test
    void section7_1_7_endsTheConnectionWithoutTheClientsAnswer() {
        violate();
        assertThat(client.closeFrame().closeCode()).isEqualTo(1002);
        client.awaitEnd();
    }

    @Test
    void section7_2_1_survivesAClientThatResetsInsideAFrame(ConformanceGateway gateway) {
        client.send(concat(frame(TEXT, new byte[10]), bytes(FIN, 0xff, 0, 0)));
        client.reset();
        try (var other = gateway.open()) {
            ConformanceGateway.expectPong(other);
        }
    }

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 32_768,
                65_535
            })
    void section7_4_failsOnACodeThatMayNotBeSent(int code) {
        expectFailure(1002, closing(code));
    }

    private void expectFailure(int code, byte[] sent) {
        client.send(sent);
        assertThat(next(client).closeCode()).isEqualTo(code);
        client.awaitEnd();
    }
}
