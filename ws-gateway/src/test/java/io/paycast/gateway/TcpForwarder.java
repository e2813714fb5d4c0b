package io.paycast.gateway;

import io.paycast.testsupport.ReservedPort;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;

/**
 * Forwards a port of 127.0.0.1 to a gateway, when a test says so: until then, and after {@link
 * #stop}, connections to the port are refused.
 */
final class TcpForwarder implements AutoCloseable {

    private static final InetAddress LOOPBACK = InetAddress.ofLiteral("127.0.0.1");

    private final ReservedPort port = new ReservedPort();
    private final int target;
    private final List<AutoCloseable> open = new ArrayList<>();

    TcpForwarder(int target) {
        this.target = target;
    }

    int port() {
        return port.number();
    }

    /** Accepts connections. */
    void start() {
        try {
            var server = new ServerSocket();
            server.setReuseAddress(true);
            server.bind(new InetSocketAddress(LOOPBACK, port.number()));
            synchronized (this) {
                open.add(server);
            }
            Thread.startVirtualThread(() -> accept(server));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Ends all connections, and refuses further ones. */
    synchronized void stop() {
        for (var each : open) {
            try {
                each.close();
            } catch (Exception e) {
                throw new AssertionError(e);
            }
        }
        open.clear();
    }

    private void accept(ServerSocket server) {
        try {
            while (true) {
                forward(server, server.accept());
            }
        } catch (IOException stopped) {
            // the listening socket was closed
        }
    }

    private synchronized void forward(ServerSocket server, Socket client) throws IOException {
        open.add(client);
        if (server.isClosed()) {
            client.close(); // it was accepted before the stop
            return;
        }
        var gateway = new Socket(LOOPBACK, target);
        open.add(gateway);
        Thread.startVirtualThread(() -> copy(client, gateway));
        Thread.startVirtualThread(() -> copy(gateway, client));
    }

    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException ended) {
            // one side has ended the connection
        }
    }

    @Override
    public void close() {
        stop();
        port.close();
    }
}
