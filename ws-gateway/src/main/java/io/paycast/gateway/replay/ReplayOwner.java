package io.paycast.gateway.replay;

import io.paycast.gateway.access.Entitlement;
import io.paycast.net.ClientNetwork;

/**
 * The client that a replay is for. Replays of one subject run one after another.
 *
 * @param network the network of the client's address
 * @param subject the subject of its token
 * @param entitlement which payments its token permits. Token issuers may give all customers one
 *     subject.
 */
public record ReplayOwner(ClientNetwork network, String subject, Entitlement entitlement) {

    /** Whether the token is a customer's, whose replays are limited. */
    boolean isCustomer() {
        return entitlement.orders() != null;
    }

    /** Identifies the client on all its networks. */
    Identity identity() {
        return new Identity(subject, entitlement);
    }

    /** A client on any network. */
    record Identity(String subject, Entitlement entitlement) {}
}
