package io.paycast.embeddedkafka;

import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;

/** Checks that Kafka can listen on a port of the loopback address. */
final class KafkaPort {

    private KafkaPort() {}

    /**
     * Checks that the port is free.
     *
     * @throws KafkaStartFailure if another process listens on it
     */
    static void requireFree(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.ofLiteral(FreePort.HOST), port));
        } catch (IOException e) {
            throw new KafkaStartFailure(
                    "Kafka's port %d on %s is in use. Choose another port, or 0 for a free one."
                            .formatted(port, FreePort.HOST),
                    e);
        }
    }

    /** Whether a start failed because another process bound the port in the meantime. */
    static boolean isBindFailure(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof BindException) {
                return true;
            }
        }
        return false;
    }
}
