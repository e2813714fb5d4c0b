package io.paycast.bench.sockets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.socket.SocketChannel;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Connects listeners, each on its own event loop. */
final class SocketConnector implements Opener.Connector {

    private final LoadClients.Clients clients;
    private final List<LoadClient> listeners;
    private final boolean resume;
    private final ChannelGroup channels;

    /**
     * @param resume whether they go on from their cursors
     * @param channels is given each socket for as long as it is open
     */
    SocketConnector(
            LoadClients.Clients clients,
            List<LoadClient> listeners,
            boolean resume,
            ChannelGroup channels) {
        this.clients = clients;
        this.listeners = listeners;
        this.resume = resume;
        this.channels = channels;
    }

    @Override
    public void connect(int one, ClientConnection.Opening opening) {
        var listener = listeners.get(one);
        listener.loop().eventLoop().execute(() -> connect(listener, opening));
    }

    @Override
    public void later(int one, long millis, Runnable what) {
        var loop = listeners.get(one).loop().eventLoop();
        loop.schedule(what, millis, TimeUnit.MILLISECONDS);
    }

    private void connect(LoadClient listener, ClientConnection.Opening opening) {
        var connection = new ClientConnection(listener, request(listener), opening);
        var remote = clients.endpoint().address();
        // closed by a reset: else each would keep its port for a minute
        var bootstrap =
                Transport.client()
                        .group(listener.loop().eventLoop())
                        .option(ChannelOption.SO_LINGER, 0)
                        .handler(pipeline(connection));
        var local = clients.sources().of(listener.index());
        var connecting =
                local == null ? bootstrap.connect(remote) : bootstrap.connect(remote, local);
        connecting.addListener(done -> {
            if (!done.isSuccess()) {
                opening.refused(OpenFailure.broken(innermost(done.cause())));
            }
        });
    }

    private static String innermost(Throwable failure) {
        var cause = failure;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return String.valueOf(cause.getMessage());
    }

    private ChannelInitializer<SocketChannel> pipeline(ClientConnection connection) {
        var endpoint = clients.endpoint();
        return new ChannelInitializer<>() {
            @Override
            protected void initChannel(SocketChannel channel) {
                channels.add(channel);
                var tls = endpoint.tls();
                if (tls != null) {
                    var address = endpoint.address();
                    channel.pipeline()
                            .addLast(
                                    tls.newHandler(
                                            channel.alloc(),
                                            address.getHostString(),
                                            address.getPort()));
                }
                channel.pipeline().addLast(connection);
            }
        };
    }

    private byte[] request(LoadClient listener) {
        var query = new StringBuilder();
        var cursor = listener.cursor();
        if (resume && cursor != null) {
            query.append("?since=").append(new String(cursor, US_ASCII));
        }
        if (clients.plan().isScoped() && clients.narrowedByQuery()) {
            query.append(query.isEmpty() ? '?' : '&')
                    .append("order=")
                    .append(clients.run().order(listener.index()));
        }
        return ClientConnection.request(
                clients.endpoint().uri().getAuthority(),
                query.toString(),
                clients.tokens().apply(listener.index()));
    }
}
