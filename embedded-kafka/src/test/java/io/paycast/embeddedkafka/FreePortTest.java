package io.paycast.embeddedkafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.HashSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class FreePortTest {

    private static final int MANY = 1_000;

    @Test
    void no_port_is_named_twice_although_nobody_listens_there_yet() {
        // the system chooses among some 7,000: by chance, some seventy would come twice
        assertThat(IntStream.range(0, MANY).map(_ -> FreePort.find()).distinct().count())
                .isEqualTo(MANY);
    }

    @Test
    void a_port_that_somebody_chose_is_not_named_although_nobody_listens_there_yet()
            throws Exception {
        var chosen = new HashSet<Integer>();
        for (int i = 0; i < MANY; i++) {
            try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(FreePort.HOST))) {
                chosen.add(socket.getLocalPort());
            }
        }
        chosen.forEach(FreePort::keep);
        assertThat(IntStream.range(0, MANY).map(_ -> FreePort.find()).boxed())
                .doesNotContainAnyElementsOf(chosen);
    }

    @Test
    void the_port_can_be_listened_on() throws Exception {
        int port = FreePort.find();
        try (var socket = new ServerSocket(port, 1, InetAddress.ofLiteral(FreePort.HOST))) {
            assertThat(socket.isBound()).isTrue();
        }
    }
}
