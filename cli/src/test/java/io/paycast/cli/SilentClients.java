package io.paycast.cli;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/** WebSocket clients on plain TCP sockets, which never answer a close frame or anything else. */
final class SilentClients implements AutoCloseable {

    private static final int READ_TIMEOUT_MILLIS = 60_000;

    private final List<Socket> sockets = new ArrayList<>();

    /** Upgrades this many connections and returns once the gateway has accepted each. */
    static SilentClients connect(int port, String token, int count) throws IOException {
        var clients = new SilentClients();
        for (int i = 0; i < count; i++) {
            clients.upgrade(port, token);
        }
        return clients;
    }

    private void upgrade(int port, String token) throws IOException {
        var socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port);
        sockets.add(socket);
        socket.setSoTimeout(READ_TIMEOUT_MILLIS);
        socket.getOutputStream()
                .write(
                        """
                        GET /ws?token=%s HTTP/1.1\r
                        Host: localhost:%d\r
                        Connection: Upgrade\r
                        Upgrade: websocket\r
                        Sec-WebSocket-Version: 13\r
                        Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r
                        \r
                        """
                                .formatted(token, port)
                                .getBytes(ISO_8859_1));
        var status = new String(socket.getInputStream().readNBytes(12), ISO_8859_1);
        assertThat(status).isEqualTo("HTTP/1.1 101");
    }

    /** What each client received until the gateway closed its connection. */
    List<String> readToEnd() throws IOException {
        var received = new ArrayList<String>();
        for (var socket : sockets) {
            received.add(new String(socket.getInputStream().readAllBytes(), ISO_8859_1));
        }
        return received;
    }

    @Override
    public void close() throws IOException {
        for (var socket : sockets) {
            socket.close();
        }
    }
}
