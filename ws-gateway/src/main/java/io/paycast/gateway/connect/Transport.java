package io.paycast.gateway.connect;

import io.netty.channel.ChannelPipeline;
import io.netty.handler.codec.http.HttpResponse;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.limits.Allowance;
import org.jspecify.annotations.Nullable;

/** How a client is sent its messages, as its request asks. Immutable. */
sealed interface Transport permits WebSocketTransport, EventStreamTransport {

    /** The token that the transport's own headers carry; null if they carry none. */
    @Nullable String token();

    /** Whether the first message is a welcome. */
    boolean hasWelcome();

    /** The response that admits the client. */
    HttpResponse acceptance();

    /** Whether the response is only a head, because the request asked for no more. */
    boolean endsWithHead();

    /**
     * Adds the handlers between the channel and the session, in place of the HTTP server's.
     *
     * @param allowance what the client may hold
     */
    void addHandlers(
            ChannelPipeline pipeline, ConnectSettings settings, Client client, Allowance allowance);
}
