package io.paycast.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.ServerChannel;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.paycast.gateway.session.ChannelFrameWriter.Progress;
import io.paycast.gateway.stats.Counters;
import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Frames on their way through a real socket, to a client that reads late. Only the epoll transport
 * has the direct path to the socket; it is required on Linux.
 */
class ChannelFrameWriterTest {

    private static final int FRAMES = 4_000;
    private static final int FRAME_INTS = 100;

    private final CompletableFuture<ChannelHandlerContext> accepted = new CompletableFuture<>();
    private final AtomicInteger throughPipeline = new AtomicInteger();
    private final AtomicInteger bytesThroughPipeline = new AtomicInteger();
    private final Socket client = new Socket();
    private @Nullable EventLoopGroup loop;

    private ChannelHandlerContext connect(
            IoHandlerFactory transport, Class<? extends ServerChannel> serverChannel)
            throws Exception {
        loop = new MultiThreadIoEventLoopGroup(1, transport);
        var server =
                new ServerBootstrap()
                        .group(loop)
                        .channel(serverChannel)
                        .childOption(ChannelOption.SO_SNDBUF, 16 * 1024)
                        .childHandler(
                                new ChannelInitializer<SocketChannel>() {
                                    @Override
                                    protected void initChannel(SocketChannel channel) {
                                        channel.pipeline().addLast(new Counting(), new Accepting());
                                    }
                                })
                        .bind(InetAddress.getLoopbackAddress(), 0)
                        .sync()
                        .channel();
        client.setReceiveBufferSize(4 * 1024);
        client.setSoTimeout(60_000);
        client.connect((InetSocketAddress) server.localAddress());
        return accepted.orTimeout(1, TimeUnit.MINUTES).join();
    }

    private ChannelHandlerContext connectByEpoll() throws Exception {
        return connect(EpollIoHandler.newFactory(), EpollServerSocketChannel.class);
    }

    @AfterEach
    void stop() throws IOException {
        client.close();
        if (loop != null) {
            loop.shutdownGracefully(0, 10, TimeUnit.SECONDS).syncUninterruptibly();
        }
    }

    @Test
    void sendsEveryFrameThroughThePipelineWithoutADirectPath() throws Exception {
        var context = connect(NioIoHandler.newFactory(), NioServerSocketChannel.class);
        var writer = onLoop(context, () -> new ChannelFrameWriter(context, new Counters()));

        onLoop(context, () -> write(writer, 0, FRAMES));
        read(0, FRAMES);

        assertThat(throughPipeline).hasValue(FRAMES);
        assertThat(bytesThroughPipeline).hasValue(FRAMES * FRAME_INTS * Integer.BYTES);
    }

    @Test
    void sendsWhatTheSocketDoesNotTakeThroughThePipelineInOrder() throws Exception {
        var context = connectByEpoll();
        var writer = onLoop(context, () -> new ChannelFrameWriter(context, new Counters()));

        onLoop(context, () -> write(writer, 0, FRAMES));
        int owed = throughPipeline.get();
        read(0, FRAMES);

        assertThat(owed).isBetween(1, FRAMES - 1);
        onLoop(context, () -> write(writer, FRAMES, FRAMES + 1));
        read(FRAMES, FRAMES + 1);
        assertThat(throughPipeline).as("the socket takes frames directly again").hasValue(owed);
    }

    @Test
    void sendsALongBacklogThroughThePipelineSoThatOthersGetTheirTurn() throws Exception {
        var context = connectByEpoll();
        var writer = onLoop(context, () -> new ChannelFrameWriter(context, new Counters()));

        onLoop(
                context,
                () -> {
                    var much = Unpooled.directBuffer().writeZero(64 * 1024 + 1);
                    writer.write(much);
                    writer.flush();
                    return much.release();
                });
        assertThat(bytesThroughPipeline).hasValue(64 * 1024 + 1);
        assertThat(client.getInputStream().readNBytes(64 * 1024 + 1)).containsOnly(0);
    }

    @Test
    void noticesWhatIsPendingAlsoAfterAllWasTaken() throws Exception {
        var context = connectByEpoll();
        var writer = onLoop(context, () -> new ChannelFrameWriter(context, new Counters()));
        assertThat(onLoop(context, writer::checkProgress)).isEqualTo(Progress.NOTHING_PENDING);

        onLoop(context, () -> write(writer, 0, FRAMES));
        assertThat(onLoop(context, writer::checkProgress)).isEqualTo(Progress.TAKING);
        assertThat(onLoop(context, writer::ownBytes)).isPositive();
        read(0, FRAMES);
        awaitNothingPending(context, writer);

        int reply = 4 * FRAMES * FRAME_INTS;
        onLoop(
                context,
                () -> {
                    writer.writeReply(Unpooled.directBuffer(reply).writeZero(reply));
                    return true;
                });
        assertThat(onLoop(context, writer::checkProgress)).isEqualTo(Progress.TAKING);
        assertThat(onLoop(context, writer::ownBytes)).as("of frames").isZero();
        assertThat(client.getInputStream().readNBytes(reply)).containsOnly(0);
        awaitNothingPending(context, writer);
    }

    private static void awaitNothingPending(
            ChannelHandlerContext context, ChannelFrameWriter writer) throws Exception {
        await().untilAsserted(() -> {
            assertThat(onLoop(context, writer::checkProgress)).isEqualTo(Progress.NOTHING_PENDING);
        });
        assertThat(onLoop(context, writer::ownBytes)).isZero();
        assertThat(onLoop(context, writer::checkProgress)).isEqualTo(Progress.IDLE);
    }

    private static boolean write(ChannelFrameWriter writer, int from, int to) {
        for (int frame = from; frame < to; frame++) {
            var bytes = Unpooled.directBuffer(4 * FRAME_INTS + 4).writeInt(-1).skipBytes(4);
            for (int i = 0; i < FRAME_INTS; i++) {
                bytes.writeInt(frame);
            }
            writer.write(bytes);
            writer.flush();
            assertThat(bytes.readableBytes()).isEqualTo(4 * FRAME_INTS);
            bytes.release();
        }
        return true;
    }

    private void read(int from, int to) throws IOException {
        var in = new DataInputStream(client.getInputStream());
        for (int frame = from; frame < to; frame++) {
            for (int i = 0; i < FRAME_INTS; i++) {
                assertThat(in.readInt()).isEqualTo(frame);
            }
        }
    }

    private static <T> T onLoop(ChannelHandlerContext context, Callable<T> task) throws Exception {
        return context.channel().eventLoop().submit(task).get();
    }

    private final class Counting extends ChannelOutboundHandlerAdapter {
        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            throughPipeline.incrementAndGet();
            bytesThroughPipeline.addAndGet(((ByteBuf) message).readableBytes());
            context.write(message, promise);
        }
    }

    private final class Accepting extends ChannelInboundHandlerAdapter {
        @Override
        public void channelActive(ChannelHandlerContext context) {
            accepted.complete(context);
        }
    }
}
