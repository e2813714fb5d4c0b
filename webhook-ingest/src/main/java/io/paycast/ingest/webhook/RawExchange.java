package io.paycast.ingest.webhook;

import io.netty.channel.EventLoop;
import io.paycast.ingest.body.EventLoopTimer;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.Disposable;
import reactor.netty.Connection;
import reactor.netty.NettyInbound;
import reactor.netty.http.server.HttpServerResponse;

/** A request and its response, and what only the server below WebFlux knows of them. */
record RawExchange(ServerHttpRequest request, ServerHttpResponse response)
        implements EventLoopTimer {

    /** The event loop of the request's channel, to which its answer goes back in one hop. */
    EventLoop eventLoop() {
        var holder = new EventLoop[1];
        NettyInbound inbound = ServerHttpRequestDecorator.getNativeRequest(request);
        inbound.withConnection((Connection c) -> holder[0] = c.channel().eventLoop());
        return holder[0];
    }

    @Override
    public Disposable schedule(Duration delay, Runnable task) {
        var scheduled = eventLoop().schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }

    /** Whether the server answered by itself, as it does when a body's framing is broken. */
    boolean isAnswered() {
        HttpServerResponse nativeResponse = ServerHttpResponseDecorator.getNativeResponse(response);
        return nativeResponse.hasSentHeaders();
    }
}
