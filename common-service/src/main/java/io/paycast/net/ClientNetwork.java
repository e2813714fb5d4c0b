package io.paycast.net;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.nio.ByteBuffer;

/**
 * The network that one client controls: an IPv4 address, or the /64 of an IPv6 address, because an
 * IPv6 client chooses the rest of its address itself. Limits per client use it as their key.
 */
public final class ClientNetwork {

    private final boolean ipv6;
    private final long prefix;

    private ClientNetwork(boolean ipv6, long prefix) {
        this.ipv6 = ipv6;
        this.prefix = prefix;
    }

    /** The network of a client's address. */
    public static ClientNetwork of(InetAddress client) {
        var bytes = ByteBuffer.wrap(client.getAddress());
        return client instanceof Inet6Address
                ? new ClientNetwork(true, bytes.getLong())
                : new ClientNetwork(false, bytes.getInt());
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ClientNetwork that && ipv6 == that.ipv6 && prefix == that.prefix;
    }

    @Override
    public int hashCode() {
        return 31 * Long.hashCode(prefix) + Boolean.hashCode(ipv6);
    }

    /** The address or block, such as {@code 203.0.113.7} or {@code 2001:db8:0:7::/64}. */
    @Override
    public String toString() {
        return ipv6
                ? "%x:%x:%x:%x::/64".formatted(part(48), part(32), part(16), part(0))
                : "%d.%d.%d.%d"
                        .formatted(
                                prefix >> 24 & 0xff,
                                prefix >> 16 & 0xff,
                                prefix >> 8 & 0xff,
                                prefix & 0xff);
    }

    private long part(int shift) {
        return prefix >>> shift & 0xffff;
    }
}
