package io.paycast.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReservedPortTest {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final ReservedPort port = new ReservedPort();

    @AfterEach
    void release() {
        port.close();
    }

    @Test
    void refusesConnectionsBeforeTheServerRunsAndAfterwards() throws IOException {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
            try (var server = new ServerSocket()) {
                server.setReuseAddress(true);
                server.bind(new InetSocketAddress(LOOPBACK, port.number()));
                connect().close();
            }
        }
        assertThatThrownBy(this::connect).isInstanceOf(ConnectException.class);
    }

    private Socket connect() throws IOException {
        return new Socket(LOOPBACK, port.number());
    }

    @Test
    void keepsOthersFromThePort() throws IOException {
        try (var other = new Socket()) {
            other.setReuseAddress(false);
            assertThatThrownBy(() -> other.bind(new InetSocketAddress(LOOPBACK, port.number())))
                    .isInstanceOf(IOException.class);
        }
        try (var any = new ServerSocket(0, 1, LOOPBACK)) {
            assertThat(any.getLocalPort()).isNotEqualTo(port.number());
        }
    }
}
