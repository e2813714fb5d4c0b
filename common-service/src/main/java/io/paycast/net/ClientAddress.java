package io.paycast.net;

import java.net.InetAddress;

/** The result of resolving the client's address of a request. */
public sealed interface ClientAddress {

    /** The address is the peer's, or a trusted proxy reported it. */
    record Known(InetAddress address) implements ClientAddress {}

    /**
     * A trusted proxy forwarded the request, but did not report the client's address. The request
     * must be refused, because the proxy's address would stand for all of its clients.
     *
     * @param reason one sentence for the client; it does not repeat what the client sent
     */
    record Unknown(String reason) implements ClientAddress {}
}
