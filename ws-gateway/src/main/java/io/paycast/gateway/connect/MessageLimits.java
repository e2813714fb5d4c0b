package io.paycast.gateway.connect;

import io.paycast.gateway.access.Client;

/**
 * How large a client's message may be, in bytes.
 *
 * @param ofUser the limit of a user
 * @param ofCustomer the limit of a customer
 */
public record MessageLimits(int ofUser, int ofCustomer) {

    /** The limit of a client. */
    int of(Client client) {
        return client.isCustomer() ? ofCustomer : ofUser;
    }
}
