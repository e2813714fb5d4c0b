package io.paycast.bench.sockets;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.paycast.bench.wire.FrameReader;
import org.jspecify.annotations.Nullable;

/** One socket of a listener: asks for the upgrade, then reads frames. */
final class ClientConnection extends ChannelInboundHandlerAdapter {

    private static final String GOOD = "HTTP/1.1 101";
    private static final int MAX_ANSWER = 16 * 1024;
    private static final int FIN_PONG = 0x8a;
    private static final int MASKED = 0x80;

    private final LoadClient listener;
    private final byte[] request;
    private final Opening opening;
    private final FrameReader frames = new FrameReader();
    private final FrameReader.Sink sink = this::frame;
    private @Nullable StringBuilder answer = new StringBuilder();
    private @Nullable ChannelHandlerContext context;
    private String broken = "closed by the server";

    /** Hears how an opening ended. */
    interface Opening {
        void opened();

        void refused(OpenFailure how);
    }

    ClientConnection(LoadClient listener, byte[] request, Opening opening) {
        this.listener = listener;
        this.request = request;
        this.opening = opening;
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
            listener.loop().reading();
            if (answer == null || readAnswer(ctx, chunk)) {
                frames.read(chunk, sink);
            }
        } finally {
            chunk.release();
        }
    }

    private boolean readAnswer(ChannelHandlerContext ctx, ByteBuf chunk) {
        var head = answer;
        while (head != null && chunk.isReadable()) {
            head.append((char) chunk.readByte());
            int length = head.length();
            if (head.charAt(length - 1) == '\n'
                    && length >= 4
                    && head.substring(length - 4).equals("\r\n\r\n")) {
                answer = null;
                return upgraded(ctx, head.toString());
            }
            if (length > MAX_ANSWER) {
                refuse(ctx, OpenFailure.broken("an answer without an end"));
                return false;
            }
        }
        return false;
    }

    private boolean upgraded(ChannelHandlerContext ctx, String head) {
        if (!head.startsWith(GOOD)) {
            refuse(ctx, OpenFailure.answered(head));
            return false;
        }
        listener.opened(ctx.channel());
        opening.opened();
        if (listener.isStalled()) {
            ctx.channel().config().setAutoRead(false);
        }
        return true;
    }

    private void refuse(ChannelHandlerContext ctx, OpenFailure how) {
        answer = null;
        opening.refused(how);
        ctx.close();
    }

    private void frame(int opcode, ByteBuf buffer, int start, int length) {
        if (opcode == FrameReader.PING && context != null) {
            // masked with zeros, so that the payload stays as it is
            var pong = context.alloc().buffer(6 + length);
            pong.writeByte(FIN_PONG).writeByte(MASKED | length).writeInt(0);
            context.writeAndFlush(pong.writeBytes(buffer, start, length));
        } else {
            listener.frame(opcode, buffer, start, length);
        }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
        frames.close();
        if (ctx.channel().equals(listener.channel())) {
            listener.closed(broken);
        } else if (answer != null) {
            answer = null;
            opening.refused(OpenFailure.broken("closed without an answer"));
        }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
        broken = String.valueOf(cause.getMessage());
        if (answer != null) {
            refuse(ctx, OpenFailure.broken(broken));
        }
        ctx.close();
    }

    /** The request for an upgrade. */
    static byte[] request(String authority, String query, String token) {
        return """
        GET /ws%s HTTP/1.1\r
        Host: %s\r
        Upgrade: websocket\r
        Connection: Upgrade\r
        Sec-WebSocket-Version: 13\r
        Sec-WebSocket-Key: cGF5Y2FzdC1iZW5jaC0xMg==\r
        Authorization: Bearer %s\r
        \r
        """
                .formatted(query, authority, token)
                .getBytes(US_ASCII);
    }
}
