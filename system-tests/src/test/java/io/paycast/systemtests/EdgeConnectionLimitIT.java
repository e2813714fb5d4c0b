package io.paycast.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.embeddedkafka.FreePort;
import io.paycast.testsupport.ChildProcess;
import io.paycast.testsupport.TestCertificate;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import javax.net.ssl.SSLSocket;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The edge of compose: one address cannot take all of its memory. */
@Tag("edges")
class EdgeConnectionLimitIT {

    private static final int LIMIT = 5;
    private static final int TIMEOUT_MILLIS = 60_000;
    private static final String ONE = "127.0.0.9";
    private static final String OTHER = "127.0.0.8";

    private final int port = FreePort.find();

    @Test
    void closesConnectionsBeyondTheLimitOfTheirAddress(@TempDir Path folder) throws Exception {
        var certificate = TestCertificate.in(folder);
        var open = new ArrayList<Socket>();
        try (var edge = start(folder, certificate)) {
            await(edge, certificate, OTHER);
            for (int i = 0; i < LIMIT; i++) {
                open.add(handshake(certificate, ONE));
            }

            assertThat(isServed(certificate, ONE)).isFalse();
            assertThat(isServed(certificate, OTHER)).isTrue();
            open.removeFirst().close();
            await(edge, certificate, ONE);
        } finally {
            for (var each : open) {
                each.close();
            }
        }
    }

    private ChildProcess start(Path folder, TestCertificate certificate) throws IOException {
        var pem = folder.resolve("paycast.pem");
        Files.writeString(
                pem,
                Files.readString(certificate.certificate()) + Files.readString(certificate.key()));
        var file =
                EdgeProcess.Kind.HAPROXY.configured(
                        folder,
                        Map.of(
                                "bind \":${PORT}\"",
                                "bind \"127.0.0.1:${PORT}\"",
                                // the connections of this test stay silent
                                "timeout http-request 20s",
                                "timeout http-request 10m"));
        return ChildProcess.start(
                "haproxy",
                List.of("haproxy", "-W", "-db", "-f", file.toString()),
                Map.of(
                        "PORT",
                        Integer.toString(port),
                        "CERTIFICATE",
                        pem.toString(),
                        "MAX_PER_ADDRESS",
                        Integer.toString(LIMIT)),
                folder);
    }

    private void await(ChildProcess edge, TestCertificate certificate, String from) {
        Awaitility.await()
                .atMost(Duration.ofMillis(TIMEOUT_MILLIS))
                .until(() -> {
                    edge.requireAlive();
                    return isServed(certificate, from);
                });
    }

    /** Whether the edge serves one more client at this address. */
    private boolean isServed(TestCertificate certificate, String from) {
        try (var _ = handshake(certificate, from)) {
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /**
     * A connection that the edge has counted: its threads may count TCP connections in any order.
     */
    private Socket handshake(TestCertificate certificate, String from) throws IOException {
        var local = InetAddress.ofLiteral(from);
        var socket = new Socket(InetAddress.getLoopbackAddress(), port, local, 0);
        try {
            socket.setSoTimeout(TIMEOUT_MILLIS);
            var factory = certificate.trusted().getSocketFactory();
            var tls = (SSLSocket) factory.createSocket(socket, "localhost", port, true);
            tls.startHandshake();
            return tls;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }
}
