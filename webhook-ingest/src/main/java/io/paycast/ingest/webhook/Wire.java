package io.paycast.ingest.webhook;

import java.util.concurrent.Executor;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.netty.Connection;
import reactor.netty.NettyInbound;
import reactor.netty.http.server.HttpServerResponse;

/** A request and its response, and what only the server below WebFlux knows of them. */
record Wire(ServerHttpRequest request, ServerHttpResponse response) {

    /** The event loop of the request's channel, to which its answer goes back in one hop. */
    Executor eventLoop() {
        var holder = new Executor[1];
        NettyInbound inbound = ServerHttpRequestDecorator.getNativeRequest(request);
        inbound.withConnection((Connection c) -> holder[0] = c.channel().eventLoop());
        return holder[0];
    }

    /** Whether the server answered by itself, as it does when a body's framing is broken. */
    boolean isAnswered() {
        HttpServerResponse wire = ServerHttpResponseDecorator.getNativeResponse(response);
        return wire.hasSentHeaders();
    }
}
