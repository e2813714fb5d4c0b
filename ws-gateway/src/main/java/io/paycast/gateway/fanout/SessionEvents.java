package io.paycast.gateway.fanout;

import io.paycast.gateway.protocol.ClientMessage;
import io.paycast.gateway.session.Session;
import java.util.concurrent.Executor;

/** What sessions ask for that reaches beyond their event loop. Called on that event loop. */
public interface SessionEvents {

    /**
     * The client wants to go on with another token.
     *
     * @param eventLoop where the session is to be changed
     */
    void refresh(Session session, ClientMessage.Refresh refresh, Executor eventLoop);

    /** The client has sent more than it may. */
    void tooManyMessages(Session session);

    /** The session's channel is closed. */
    void gone(Session session);
}
