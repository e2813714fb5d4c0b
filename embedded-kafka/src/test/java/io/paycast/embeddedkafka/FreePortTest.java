package io.paycast.embeddedkafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortTest {

    private static final int PORTS = 1_000;

    @Test
    void neverReturnsTheSamePortTwice() {
        // The system chooses among about 7,000 ports, so about 70 would repeat by chance.
        assertThat(IntStream.range(0, PORTS).map(_ -> FreePort.find()).distinct().count())
                .isEqualTo(PORTS);
    }

    @Test
    void neverReturnsAReservedPort() throws Exception {
        var reserved = new HashSet<Integer>();
        for (int i = 0; i < PORTS; i++) {
            try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(FreePort.HOST))) {
                reserved.add(socket.getLocalPort());
            }
        }
        reserved.forEach(FreePort::reserve);
        assertThat(IntStream.range(0, PORTS).map(_ -> FreePort.find()).boxed())
                .doesNotContainAnyElementsOf(reserved);
    }

    @Test
    void returnsAPortThatCanBeBound() throws Exception {
        int port = FreePort.find();
        try (var socket = new ServerSocket(port, 1, InetAddress.ofLiteral(FreePort.HOST))) {
            assertThat(socket.isBound()).isTrue();
        }
    }
}
