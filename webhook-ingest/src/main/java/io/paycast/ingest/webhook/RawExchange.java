package io.paycast.ingest.webhook;

import io.netty.channel.EventLoop;
import io.paycast.body.EventLoopTimer;
import io.paycast.body.RequestEventLoop;
import java.time.Duration;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpResponse;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import reactor.core.Disposable;
import reactor.netty.http.server.HttpServerResponse;

/** A request and its response, with access to the Reactor Netty connection below WebFlux. */
record RawExchange(ServerHttpRequest request, ServerHttpResponse response)
        implements EventLoopTimer {

    /** Returns the event loop of the request's channel. */
    EventLoop eventLoop() {
        return RequestEventLoop.of(request).loop();
    }

    @Override
    public Disposable schedule(Duration delay, Runnable task) {
        return RequestEventLoop.of(request).schedule(delay, task);
    }

    /** Returns whether the server has responded itself, as it does when the framing is broken. */
    boolean isResponseSent() {
        HttpServerResponse nativeResponse = ServerHttpResponseDecorator.getNativeResponse(response);
        return nativeResponse.hasSentHeaders();
    }
}
