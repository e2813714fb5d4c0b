package io.paycast.gateway.fanout;

import io.paycast.gateway.protocol.ClientMessage;
import io.paycast.gateway.session.Session;
import java.util.concurrent.Executor;

/** For sessions of which nobody needs to hear. */
public final class NoSessionEvents implements SessionEvents {

    @Override
    public void refresh(Session session, ClientMessage.Refresh refresh, Executor eventLoop) {}

    @Override
    public void tooManyMessages(Session session) {}

    @Override
    public void gone(Session session) {}
}
