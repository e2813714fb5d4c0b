package io.paycast.gateway.connect;

import io.netty.channel.Channel;
import io.paycast.gateway.connect.UpgradeHandler.Shared;
import io.paycast.gateway.stats.Counters;
import io.paycast.net.TrustedProxies;
import java.time.Duration;
import java.util.concurrent.ConcurrentHashMap;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;

/** Puts an {@link UpgradeHandler} into the pipeline of each channel of the HTTP server. */
public final class HttpPipeline implements NettyServerCustomizer {

    static final String CODEC = NettyPipeline.HttpCodec;

    private final Shared shared;

    /**
     * @param maxMessageBytes what a client may send at once
     * @param handshakeTimeout how long the first request of a connection may take
     */
    public HttpPipeline(
            Admission admission,
            SessionOpener opener,
            TrustedProxies proxies,
            Counters counters,
            int maxMessageBytes,
            Duration handshakeTimeout) {
        this.shared =
                new Shared(
                        admission,
                        opener,
                        proxies,
                        counters,
                        maxMessageBytes,
                        handshakeTimeout.toMillis(),
                        new ConcurrentHashMap<>());
    }

    @Override
    public HttpServer apply(HttpServer server) {
        return server.doOnChannelInit((observer, channel, address) -> addTo(channel));
    }

    /** Whether a handler has no place in the pipeline of a socket; the codec is removed last. */
    static boolean isObsolete(String handlerName) {
        return (handlerName.startsWith(NettyPipeline.LEFT)
                        || handlerName.startsWith(NettyPipeline.RIGHT))
                && !handlerName.equals(NettyPipeline.SslHandler)
                && !handlerName.equals(CODEC);
    }

    private void addTo(Channel channel) {
        var pipeline = channel.pipeline();
        if (pipeline.context(CODEC) != null) {
            pipeline.addAfter(CODEC, "paycast.upgrade", new UpgradeHandler(shared));
        }
    }
}
