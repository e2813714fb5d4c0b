package io.paycast.net;

import java.net.InetAddress;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Resolves the client's address of a request. Only the part of {@code X-Forwarded-For} that trusted
 * proxies wrote counts, so that a client cannot choose its own address. Immutable.
 */
public final class TrustedProxies {

    private final List<AddressBlock> blocks;

    /**
     * @param blocks the proxies, in CIDR notation; if empty, every peer is a client
     * @throws IllegalArgumentException if a block is invalid; see {@link AddressBlock#parse}
     */
    public TrustedProxies(List<String> blocks) {
        this.blocks = blocks.stream().map(AddressBlock::parse).toList();
    }

    /**
     * Returns the client's address: the nearest one that is not a trusted proxy's.
     *
     * @param peer the other end of the TCP connection
     * @param forwardedFor all values of {@code X-Forwarded-For}, comma-separated; the nearest hop
     *     is last; null if the header is missing
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
