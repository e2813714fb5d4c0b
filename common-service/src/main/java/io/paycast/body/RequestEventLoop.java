package io.paycast.body;

import io.netty.channel.EventLoop;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.springframework.http.server.reactive.ServerHttpRequest;
import org.springframework.http.server.reactive.ServerHttpRequestDecorator;
import reactor.core.Disposable;
import reactor.netty.Connection;
import reactor.netty.NettyInbound;

/**
 * The event loop of a request's channel.
 *
 * @param loop the event loop
 */
public record RequestEventLoop(EventLoop loop) implements EventLoopTimer {

    /** Returns the event loop of a request that Reactor Netty received. */
    public static RequestEventLoop of(ServerHttpRequest request) {
        var holder = new EventLoop[1];
        NettyInbound inbound = ServerHttpRequestDecorator.getNativeRequest(request);
        inbound.withConnection((Connection c) -> holder[0] = c.channel().eventLoop());
        return new RequestEventLoop(holder[0]);
    }

    @Override
    public Disposable schedule(Duration delay, Runnable task) {
        var scheduled = loop.schedule(task, delay.toMillis(), TimeUnit.MILLISECONDS);
        return () -> scheduled.cancel(false);
    }

    /** Runs the task at once on the event loop, and otherwise in its turn. */
    void run(Runnable task) {
        if (loop.inEventLoop()) {
            task.run();
        } else {
            loop.execute(task);
        }
    }
}
