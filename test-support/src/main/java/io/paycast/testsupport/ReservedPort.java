package io.paycast.testsupport;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;

/**
 * A port of 127.0.0.1 for a server that does not run yet, or not all the time. Until it runs,
 * connections are refused, and the system gives the port to nobody else, not even to a client's own
 * end of a connection. The server must bind with {@code SO_REUSEADDR}, as Java and Kafka do.
 */
public final class ReservedPort implements AutoCloseable {

    private final Socket bound = new Socket();

    /** Reserves a free port. */
    public ReservedPort() {
        try {
            bound.setReuseAddress(true);
            bound.bind(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0));
        } catch (IOException e) {
            throw new UncheckedIOException("No port can be reserved", e);
        }
    }

    /** The port's number. */
    public int number() {
        return bound.getLocalPort();
    }

    @Override
    public void close() {
        try {
            bound.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
