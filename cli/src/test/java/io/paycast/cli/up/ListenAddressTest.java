package io.paycast.cli.up;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.paycast.cli.server.CommandFailure;
import io.paycast.embeddedkafka.FreePort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import org.junit.jupiter.api.Test;

class ListenAddressTest {

    @Test
    void acceptsAFreePort() {
        assertThatCode(() -> ListenAddress.requireFree("127.0.0.1", FreePort.find()))
                .doesNotThrowAnyException();
    }

    @Test
    void refusesAPortInUse() throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatExceptionOfType(CommandFailure.class)
                    .isThrownBy(() -> ListenAddress.requireFree("127.0.0.1", taken.getLocalPort()))
                    .withMessageContaining("Port " + taken.getLocalPort())
                    .withMessageContaining("choose another port with --port");
        }
    }

    @Test
    void refusesAnAddressOfAnotherMachine() {
        assertThatExceptionOfType(CommandFailure.class)
                .isThrownBy(() -> ListenAddress.requireFree("192.0.2.1", FreePort.find()))
                .withMessage(
                        "--host must be an address of this machine, not 192.0.2.1. Omit it for 127.0.0.1, or use 0.0.0.0 for all addresses.");
    }
}
