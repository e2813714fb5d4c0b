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

/** A request and its response, with access to the Reactor Netty connection below WebFlux. */
record RawExchange(ServerHttpRequest request, ServerHttpResponse response)
        implements EventLoopTimer {

    /** Returns the event loop of the request's channel. */
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

    /** Returns whether the server has responded itself, as it does when the framing is broken. */
    boolean isResponseSent() {
        HttpServerResponse nativeResponse = ServerHttpResponseDecorator.getNativeResponse(response);
        return nativeResponse.hasSentHeaders();
    }
}
