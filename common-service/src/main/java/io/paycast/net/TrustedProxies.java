package io.paycast.net;

import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Resolves the client's address of a request. Only the part of {@code X-Forwarded-For} or {@code
 * Forwarded} that trusted proxies wrote counts, so that a client cannot choose its own address.
 * Immutable.
 */
public final class TrustedProxies {

    private static final String X_FORWARDED_FOR = "X-Forwarded-For";
    private static final String FORWARDED = "Forwarded";

    private static final ClientAddress UNREADABLE =
            new ClientAddress.Unknown(
                    "The X-Forwarded-For or Forwarded header of the proxy must name the client's IP"
                            + " address.");
    private static final ClientAddress AMBIGUOUS =
            new ClientAddress.Unknown(
                    "X-Forwarded-For and Forwarded must not name different clients.");

    private final List<AddressBlock> blocks;

    /**
     * @param blocks the proxies, in CIDR notation; if empty, every peer is a client
     * @throws IllegalArgumentException if a block is invalid; see {@link AddressBlock#parse}
     */
    public TrustedProxies(List<String> blocks) {
        this.blocks = blocks.stream().map(AddressBlock::parse).toList();
    }

    /** Returns whether the address is a trusted proxy's. */
    public boolean contains(InetAddress address) {
        return blocks.stream().anyMatch(block -> block.contains(address));
    }

    /**
     * Returns the client's address: the nearest one that is not a trusted proxy's.
     *
     * <p>A proxy usually writes one of the two headers and passes the other one on. A request with
     * both is refused unless both lead to the same address, because the client may have written
     * one.
     *
     * @param peer the other end of the TCP connection
     * @param headers returns the values of a header, one for each line, in their order
     */
    public ClientAddress clientOf(InetAddress peer, Function<String, List<String>> headers) {
        if (!contains(peer)) {
            return new ClientAddress.Known(peer);
        }
        var listed = headers.apply(X_FORWARDED_FOR);
        var forwarded = headers.apply(FORWARDED);
        if (forwarded.isEmpty()) {
            return listedClient(peer, listed);
        }
        var client = forwardedClient(peer, forwarded);
        return listed.isEmpty() || client.equals(listedClient(peer, listed)) ? client : AMBIGUOUS;
    }

    private ClientAddress listedClient(InetAddress peer, List<String> lines) {
        var hops = new ArrayList<String>();
        for (var line : lines) {
            for (var element : line.split(",", -1)) {
                var hop = unquoted(element.strip());
                // An empty element of a list has no meaning (RFC 9110, section 5.6.1.2).
                if (!hop.isEmpty()) {
                    hops.add(hop);
                }
            }
        }
        return nearestClient(peer, hops);
    }

    private ClientAddress forwardedClient(InetAddress peer, List<String> lines) {
        return ForwardedHeader.parse(lines)
                .map(hops -> nearestClient(peer, hops.stream().map(TrustedProxies::node).toList()))
                .orElse(UNREADABLE);
    }

    private static String node(Map<String, String> hop) {
        return Optional.ofNullable(hop.get("for")).orElse("unknown");
    }

    private ClientAddress nearestClient(InetAddress peer, List<String> hops) {
        var client = peer;
        for (int i = hops.size() - 1; i >= 0 && contains(client); i--) {
            var hop = HopAddress.parse(hops.get(i));
            if (hop.isEmpty()) {
                return UNREADABLE;
            }
            client = hop.get();
        }
        return new ClientAddress.Known(client);
    }

    private static String unquoted(String hop) {
        boolean quoted = hop.length() >= 2 && hop.startsWith("\"") && hop.endsWith("\"");
        return quoted ? hop.substring(1, hop.length() - 1).strip() : hop;
    }
}
