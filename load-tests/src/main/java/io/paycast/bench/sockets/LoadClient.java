package io.paycast.bench.sockets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ByteProcessor;
import io.paycast.bench.delivery.Receipts;
import io.paycast.bench.wire.FrameReader;
import org.jspecify.annotations.Nullable;

/**
 * One client and its current socket. Its receipts and its cursor survive a reconnect. Confined to
 * its event loop.
 */
final class LoadClient {

    private static final String UPGRADED = "HTTP/1.1 101";
    private static final String HEAD_END = "\r\n\r\n";
    private static final String CLOSED_WITH = "closed with ";
    private static final int MAX_RESPONSE_HEAD = 16 * 1024;
    private static final int FIN_PONG = 0x8a;
    private static final int MASKED = 0x80;
    private static final int CURSOR_END = 2;
    private static final byte QUOTE = '"';

    private final int index;
    private final ClientLoop loop;
    private final boolean stalled;
    private final Receipts receipts = new Receipts();
    private @Nullable Channel channel;
    private @Nullable String cursor;

    LoadClient(int index, ClientLoop loop, boolean stalled) {
        this.index = index;
        this.loop = loop;
        this.stalled = stalled;
    }

    int index() {
        return index;
    }

    ClientLoop loop() {
        return loop;
    }

    boolean isReading() {
        return !stalled;
    }

    Receipts receipts() {
        return receipts;
    }

    /** The cursor of the last message; null before the first. */
    @Nullable String cursor() {
        return cursor;
    }

    void close() {
        if (channel != null) {
            channel.close();
        }
    }

    /** The cursor is the last member of a message and contains no quote. */
    private void keepCursor(ByteBuf buffer, int start, int length) {
        int end = start + length - CURSOR_END;
        int quote =
                buffer.forEachByteDesc(
                        start, end - start, new ByteProcessor.IndexOfProcessor(QUOTE));
        cursor = buffer.toString(quote + 1, end - quote - 1, US_ASCII);
    }

    /** Requests the upgrade of one connection, and then reads frames. */
    final class Connection extends ChannelInboundHandlerAdapter {

        private final byte[] request;
        private final SocketConnector.Attempt attempt;
        private final FrameReader frames = new FrameReader();
        private final FrameReader.Sink sink = this::frame;
        private @Nullable StringBuilder responseHead = new StringBuilder();
        private @Nullable ChannelHandlerContext context;
        private String closeReason = "closed by the server";

        Connection(byte[] request, SocketConnector.Attempt attempt) {
            this.request = request;
            this.attempt = attempt;
        }

        @Override
        public void channelActive(ChannelHandlerContext ctx) {
            context = ctx;
            ctx.writeAndFlush(Unpooled.wrappedBuffer(request));
        }

        @Override
        public void channelRead(ChannelHandlerContext ctx, Object message) {
            var chunk = (ByteBuf) message;
            try {
                loop.beginRead();
                if (responseHead == null || readResponse(ctx, chunk)) {
                    frames.read(chunk, sink);
                }
            } finally {
                chunk.release();
            }
        }

        /** Reads the response head; returns whether frames follow. */
        private boolean readResponse(ChannelHandlerContext ctx, ByteBuf chunk) {
            var head = responseHead;
            while (head != null && chunk.isReadable()) {
                head.append((char) chunk.readByte());
                if (head.indexOf(HEAD_END, head.length() - HEAD_END.length()) >= 0) {
                    responseHead = null;
                    return upgraded(ctx, head.toString());
                }
                if (head.length() > MAX_RESPONSE_HEAD) {
                    fail(ctx, SocketConnector.Failure.broken("the response head is too long"));
                    return false;
                }
            }
            return false;
        }

        private boolean upgraded(ChannelHandlerContext ctx, String head) {
            if (!head.startsWith(UPGRADED)) {
                fail(ctx, SocketConnector.Failure.refused(head));
                return false;
            }
            channel = ctx.channel();
            loop.opened(LoadClient.this);
            attempt.opened();
            ctx.channel().config().setAutoRead(!stalled);
            return true;
        }

        private void fail(ChannelHandlerContext ctx, SocketConnector.Failure failure) {
            responseHead = null;
            attempt.failed(failure);
            ctx.close();
        }

        private void frame(int opcode, ByteBuf buffer, int start, int length) {
            switch (opcode) {
                case FrameReader.TEXT -> {
                    if (loop.receive(LoadClient.this, buffer, start, length)
                            && loop.keepsCursors()) {
                        keepCursor(buffer, start, length);
                    }
                }
                case FrameReader.PING -> pong(buffer, start, length);
                case FrameReader.CLOSE -> {
                    if (length >= 2) {
                        closeReason = CLOSED_WITH + buffer.getUnsignedShort(start);
                    }
                }
                default -> {}
            }
        }

        /** A mask of zeros leaves the payload as it is. */
        private void pong(ByteBuf buffer, int start, int length) {
            if (context != null) {
                var pong = context.alloc().buffer(6 + length);
                pong.writeByte(FIN_PONG).writeByte(MASKED | length).writeInt(0);
                context.writeAndFlush(pong.writeBytes(buffer, start, length));
            }
        }

        @Override
        public void channelInactive(ChannelHandlerContext ctx) {
            frames.close();
            if (ctx.channel().equals(channel)) {
                channel = null;
                loop.closed(LoadClient.this, closeReason);
            } else if (responseHead != null) {
                responseHead = null;
                attempt.failed(SocketConnector.Failure.broken("closed without a response"));
            }
        }

        @Override
        public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
            var message = String.valueOf(cause.getMessage());
            if (responseHead != null) {
                fail(ctx, SocketConnector.Failure.broken(message));
            }
            if (!closeReason.startsWith(CLOSED_WITH)) {
                closeReason = message;
            }
            ctx.close();
        }
    }
}
