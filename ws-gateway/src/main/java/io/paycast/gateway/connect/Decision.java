package io.paycast.gateway.connect;

import io.paycast.gateway.access.Client;
import io.paycast.gateway.session.Interest;
import java.net.InetAddress;

/** Whether a client may come in. */
sealed interface Decision {

    /** It may; a place is taken for it, to be given back when its channel closes. */
    record Admitted(Client client, InetAddress address, Interest interest) implements Decision {}

    /** It may not. */
    record Refused(Refusal refusal) implements Decision {}
}
