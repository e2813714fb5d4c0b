package io.paycast.bench.wire;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollChannelOption;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import java.util.concurrent.ThreadFactory;
import java.util.function.Consumer;

/** Creates Netty event loops and channels: epoll if the machine has it, else Java's selectors. */
public final class Transport {

    private static final int READ_BYTES = 32 * 1024;

    private Transport() {}

    /** Creates event loops on daemon threads. */
    public static EventLoopGroup loops(int threads, String name) {
        ThreadFactory daemons = Thread.ofPlatform().daemon().name(name + "-", 1).factory();
        return new MultiThreadIoEventLoopGroup(
                threads,
                daemons,
                Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory());
    }

    /** The server channel for these event loops. */
    public static Class<? extends ServerChannel> server() {
        return Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class;
    }

    /**
     * Creates a client of an endpoint.
     *
     * @param init adds the handlers of a new channel; TLS is already there if the endpoint has it
     */
    public static Bootstrap client(EventLoop loop, Endpoint endpoint, Consumer<Channel> init) {
        var bootstrap =
                new Bootstrap()
                        .group(loop)
                        .handler(
                                new ChannelInitializer<>() {
                                    @Override
                                    protected void initChannel(Channel channel) {
                                        endpoint.secure(channel);
                                        init.accept(channel);
                                    }
                                })
                        .remoteAddress(endpoint.address())
                        .option(ChannelOption.TCP_NODELAY, true)
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 30_000)
                        .option(
                                ChannelOption.RECVBUF_ALLOCATOR,
                                new FixedRecvByteBufAllocator(READ_BYTES));
        if (!Epoll.isAvailable()) {
            return bootstrap.channel(NioSocketChannel.class);
        }
        // otherwise 28,000 sockets are the limit for all source addresses together
        return bootstrap
                .channel(EpollSocketChannel.class)
                .option(EpollChannelOption.IP_BIND_ADDRESS_NO_PORT, true);
    }
}
