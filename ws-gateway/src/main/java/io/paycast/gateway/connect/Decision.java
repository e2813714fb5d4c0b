package io.paycast.gateway.connect;

import io.paycast.gateway.access.Client;
import io.paycast.gateway.limits.Allowance;
import io.paycast.gateway.session.Interest;

/** Whether a client may open a socket. */
sealed interface Decision {

    /**
     * The client may. Its place is released when its channel closes.
     *
     * @param allowance what its socket may hold
     * @param interest which updates the token permits and the request selects
     */
    record Admitted(Client client, Allowance allowance, Interest interest) implements Decision {}

    /** The client may not, for this reason. */
    record Refused(Refusal refusal) implements Decision {}
}
