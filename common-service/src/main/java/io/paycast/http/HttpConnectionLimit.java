package io.paycast.http;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.paycast.limits.ConnectionLimit;
import io.paycast.net.TrustedProxies;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import reactor.netty.NettyPipeline;

/**
 * Limits the connections of a service that are not sockets, or not yet: nothing is known of their
 * clients but the address. A connection beyond the limit is closed at once. Trusted proxies limit
 * their own clients, and are not limited here.
 *
 * <p>The handler leaves its pipeline when the connection is upgraded or closes.
 */
public final class HttpConnectionLimit extends ChannelHandlerAdapter {

    private final ConnectionLimit connections;
    private final InetAddress address;

    private HttpConnectionLimit(ConnectionLimit connections, InetAddress address) {
        this.connections = connections;
        this.address = address;
    }

    /**
     * Limits the connections of the HTTP server.
     *
     * @param service the name of the service; several services can share one server, each with its
     *     own limit
     * @param max the most connections; one address has at most half of them
     * @param refused called for each connection that is closed at once
     */
    public static NettyServerCustomizer customizer(
            String service, int max, TrustedProxies proxies, Runnable refused) {
        // One of the HTTP server's handlers by its name, which an upgrade removes.
        var name = NettyPipeline.LEFT + service + "ConnectionLimit";
        var connections = new ConnectionLimit(max, Math.max(1, max / 2));
        return server ->
                server.doOnChannelInit((observer, channel, address) -> {
                    if (!(channel.remoteAddress() instanceof InetSocketAddress peer)
                            || proxies.contains(peer.getAddress())) {
                        return;
                    }
                    if (limit(channel, name, peer.getAddress(), connections)) {
                        return;
                    }
                    refused.run();
                    channel.eventLoop().execute(channel::close); // once it is registered
                });
    }

    private static boolean limit(
            Channel channel, String name, InetAddress address, ConnectionLimit connections) {
        boolean taken = connections.tryAcquire(address) instanceof ConnectionLimit.Place.Taken;
        if (taken) {
            channel.pipeline().addFirst(name, new HttpConnectionLimit(connections, address));
        }
        return taken;
    }

    @Override
    public void handlerRemoved(ChannelHandlerContext context) {
        connections.release(address);
    }
}
