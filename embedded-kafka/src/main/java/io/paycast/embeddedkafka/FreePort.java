package io.paycast.embeddedkafka;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Finds free ports of the loopback address. The operating system may return one port several times
 * until a process binds it; this class returns each port once. Thread-safe.
 */
public final class FreePort {

    static final String HOST = "127.0.0.1";

    private static final int MAX_ATTEMPTS = 100;
    private static final Set<Integer> RESERVED = ConcurrentHashMap.newKeySet();

    private FreePort() {}

    /** Excludes a port that was chosen elsewhere from those that {@link #find()} returns. */
    public static void reserve(int port) {
        RESERVED.add(port);
    }

    /**
     * Finds a port that is free now and was neither returned before nor reserved in this process.
     *
     * @throws UncheckedIOException if there is none
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
                        "No free port on %s is left. All free ports were returned or reserved before."
                                .formatted(HOST)));
    }

    private static int freePort() {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral(HOST))) {
            return socket.getLocalPort();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
