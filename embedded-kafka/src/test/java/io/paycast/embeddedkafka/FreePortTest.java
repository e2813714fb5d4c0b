package io.paycast.embeddedkafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortTest {

    private static final int MANY = 2_000;

    @Test
    void no_port_is_named_twice_although_nobody_listens_there_yet() {
        // the system chooses among some 7,000: by chance, several hundred would come twice
        assertThat(IntStream.range(0, MANY).map(_ -> FreePort.find()).distinct().count())
                .isEqualTo(MANY);
    }

    @Test
    void the_port_can_be_listened_on() throws Exception {
        int port = FreePort.find();
        try (var socket = new ServerSocket(port, 1, InetAddress.ofLiteral(FreePort.HOST))) {
            assertThat(socket.isBound()).isTrue();
        }
    }
}
