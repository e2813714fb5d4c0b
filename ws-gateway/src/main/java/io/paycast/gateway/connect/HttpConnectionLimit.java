package io.paycast.gateway.connect;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.paycast.gateway.limits.ConnectionLimit;
import io.paycast.gateway.stats.Counters;
import io.paycast.net.TrustedProxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.netty.NettyPipeline;

/**
 * Limits the connections that are not sockets, or not yet: nothing is known of their clients but
 * the address. A connection beyond the limit is closed at once. Trusted proxies limit their own
 * clients, and are not limited here.
 *
 * <p>The handler leaves its pipeline when the connection is upgraded or closes.
 */
public final class HttpConnectionLimit extends ChannelHandlerAdapter {

    /** A name of the HTTP server's handlers, which an upgrade removes. */
    private static final String NAME = NettyPipeline.LEFT + "connectionLimit";

    private final ConnectionLimit connections;
    private final InetAddress address;

    private HttpConnectionLimit(ConnectionLimit connections, InetAddress address) {
        this.connections = connections;
        this.address = address;
    }

    /**
     * Limits the connections of the HTTP server.
     *
     * @param max the most connections; one address has at most half of them
     */
    public static NettyServerCustomizer customizer(
            int max, TrustedProxies proxies, Counters counters) {
        var connections = new ConnectionLimit(max, Math.max(1, max / 2));
        return server ->
                server.doOnChannelInit((observer, channel, address) -> {
                    if (channel.remoteAddress() instanceof InetSocketAddress peer
                            && !proxies.contains(peer.getAddress())) {
                        limit(channel, peer.getAddress(), connections, counters);
                    }
                });
    }

    private static void limit(
            Channel channel, InetAddress address, ConnectionLimit connections, Counters counters) {
        if (connections.tryAcquire(address) instanceof ConnectionLimit.Place.Taken) {
            channel.pipeline().addFirst(NAME, new HttpConnectionLimit(connections, address));
        } else {
            counters.add(Counters.Count.CONNECTIONS_REFUSED);
            channel.eventLoop().execute(channel::close); // once it is registered
        }
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        connections.release(address);
    }
}
