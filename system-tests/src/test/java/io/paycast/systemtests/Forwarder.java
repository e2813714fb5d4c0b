package io.paycast.systemtests;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;

/**
 * Passes TCP connections on to one gateway, and later ones to another. A client that reconnects
 * therefore always finds its port open, and cannot occupy it itself.
 */
final class Forwarder implements AutoCloseable {

    private final ServerSocket server;
    private volatile int target;

    /** Starts on a free port of 127.0.0.1. */
    Forwarder() throws IOException {
        server = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
        Thread.ofVirtual().start(this::accept);
    }

    int port() {
        return server.getLocalPort();
    }

    /** Passes connections from now on to this gateway. */
    void to(ServiceProcess gateway) {
        target = gateway.port();
    }

    private void accept() {
        try {
            while (true) {
                var client = server.accept();
                Thread.ofVirtual().start(() -> forward(client));
            }
        } catch (IOException e) {
            // closed
        }
    }

    private void forward(Socket client) {
        try (client;
                var gateway = new Socket(InetAddress.getLoopbackAddress(), target)) {
            var back = Thread.ofVirtual().start(() -> copy(gateway, client));
            copy(client, gateway);
            back.join();
        } catch (IOException e) {
            // the gateway is down: the client's connection ends
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Copies until one side ends, and then ends both. */
    private static void copy(Socket from, Socket to) {
        try (from;
                to) {
            from.getInputStream().transferTo(to.getOutputStream());
        } catch (IOException e) {
            // one side has ended
        }
    }

    @Override
    public void close() throws IOException {
        server.close();
    }
}
