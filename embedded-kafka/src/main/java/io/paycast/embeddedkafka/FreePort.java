package io.paycast.embeddedkafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Ports of the loopback address for what is to be started here. The system names a port as free
 * until somebody listens on it; this names each once. Safe for all threads.
 */
public final class FreePort {

    static final String HOST = "127.0.0.1";

    private static final int MAX_ATTEMPTS = 100;
    private static final Set<Integer> RESERVED = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /**
     * A port that somebody has chosen by himself and will listen on: it is not found from now on.
     */
    public static void reserve(int port) {
        RESERVED.add(port);
    }

    /**
     * A port that is free now, and that nobody in this process was told or keeps.
     *
     * @throws UncheckedIOException where there is none
     */
    public static int find() {
        for (int attempt = 0; attempt < MAX_ATTEMPTS; attempt++) {
            int port = freePort();
            if (RESERVED.add(port)) {
                return port;
            }
        }
        throw new UncheckedIOException(
                new IOException(
                        "No port of %s is free that was not named or kept before".formatted(HOST)));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
