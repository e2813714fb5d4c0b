package io.paycast.net;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tells the client's address from the peer's: {@code X-Forwarded-For} counts only as far as it was
 * written by proxies that the settings name, so that nobody can choose the address they are judged
 * by.
 */
public final class TrustedProxies {

    private final List<AddressBlock> blocks;

    /**
     * @param blocks the proxies, in CIDR notation; none means that every peer is a client
     * @throws IllegalArgumentException if one of them is no address block
     */
    public TrustedProxies(List<String> blocks) {
        this.blocks = blocks.stream().map(AddressBlock::parse).toList();
    }

    /**
     * The address of the client: the nearest one that is not a trusted proxy's.
     *
     * @param peer the other end of the TCP connection
     * @param forwardedFor all values of {@code X-Forwarded-For}, comma-separated; the nearest hop
     *     is last
     */
    public InetAddress clientOf(InetAddress peer, @Nullable String forwardedFor) {
        var client = peer;
        if (forwardedFor == null || !isProxy(peer)) {
            return client;
        }
        var hops = forwardedFor.split(",", -1);
        for (int i = hops.length - 1; i >= 0 && isProxy(client); i--) {
            try {
                client = InetAddress.ofLiteral(hops[i].strip());
            } catch (IllegalArgumentException e) {
                return client;
            }
        }
        return client;
    }

    private boolean isProxy(InetAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }
}
