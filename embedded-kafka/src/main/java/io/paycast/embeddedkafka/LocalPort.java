package io.paycast.embeddedkafka;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Ports of the loopback address. */
final class LocalPort {

    static final String HOST = "127.0.0.1";

    private LocalPort() {}

    static int free() {
        return bind(0);
    }

    static int freeOtherThan(int port) {
        int other = free();
        return other == port ? free() : other;
    }

    static int requireFree(int port) {
        return bind(port);
    }

    /** Whether a start failed because somebody else had the port by then. */
    static boolean wasTaken(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }

    private static int bind(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), port));
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new KafkaNotStarted(
                    "Kafka's port %d on %s is taken; name another port or 0 for a free one."
                            .formatted(port, HOST),
                    e);
        }
    }
}
