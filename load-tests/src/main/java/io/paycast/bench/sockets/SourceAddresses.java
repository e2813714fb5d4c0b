package io.paycast.bench.sockets;

import java.net.InetSocketAddress;
import org.jspecify.annotations.Nullable;

/**
 * Where sockets come from: a gateway lets 10,000 in from one address, and one address has 28,000
 * ports, so that many sockets need many addresses. A loopback interface has them.
 *
 * @param count 0 leaves the choice to the system
 */
public record SourceAddresses(int count) {

    private static final int SOCKETS_EACH = 9_000;
    private static final int LAST_BYTES = 250;

    /** As many as this number of sockets needs. */
    public static SourceAddresses enoughFor(int sockets, Endpoint to) {
        return new SourceAddresses(
                to.isLoopback() && sockets > SOCKETS_EACH
                        ? (sockets + SOCKETS_EACH - 1) / SOCKETS_EACH
                        : 0);
    }

    /** The address of one socket; null leaves it to the system. */
    public @Nullable InetSocketAddress of(int socket) {
        if (count == 0) {
            return null;
        }
        int address = socket % count;
        return new InetSocketAddress(
                "127.0.%d.%d".formatted(1 + address / LAST_BYTES, 1 + address % LAST_BYTES), 0);
    }
}
