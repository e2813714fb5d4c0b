package io.paycast.gateway.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.ChannelPromise;
import io.paycast.gateway.session.EventStreamCodec;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** How a simulated client connects, and how it reads what it is sent. */
enum SimulatedTransport {
    SOCKET("", new WebSocketTransport("", List.of())),
    SOCKET_WITH_WELCOME(
            " with welcome", new WebSocketTransport("", List.of(WebSocketTransport.PAYCAST_V1))),
    EVENTS(" as events", new EventStreamTransport(false));

    private static final int CLOSE = 8;

    /** Added to the names of clients. */
    final String suffix;

    final Transport requested;

    SimulatedTransport(String suffix, Transport requested) {
        this.suffix = suffix;
        this.requested = requested;
    }

    /**
     * A message that has arrived.
     *
     * @param closeCode 0 unless it ends the connection; the text is then the reason
     */
    record Message(int closeCode, String text) {}

    /**
     * Leaves the end of an event stream to its client: an embedded channel closes at once, even
     * while a shard visits its sessions, as a real one never does.
     */
    private static final class ClientCloses extends ChannelOutboundHandlerAdapter {
        @Override
        public void close(ChannelHandlerContext context, ChannelPromise promise) {
            promise.trySuccess();
        }
    }

    void addHandlers(ChannelPipeline pipeline) {
        if (this == EVENTS) {
            pipeline.addLast(new ClientCloses(), new EventStreamCodec());
        }
    }

    /** Closes the connection as the client. */
    void close(ChannelPipeline pipeline) {
        if (pipeline.get(ClientCloses.class) != null) {
            pipeline.remove(ClientCloses.class);
        }
        pipeline.channel().close();
    }

    /** Reads the next message; null if none has arrived in full. */
    @Nullable Message next(ByteBuf wire) {
        return this == EVENTS ? nextEvent(wire) : nextFrame(wire);
    }

    private static @Nullable Message nextFrame(ByteBuf wire) {
        if (!hasFrame(wire)) {
            return null;
        }
        int opcode = wire.readUnsignedByte() & 0xf;
        int length = wire.readUnsignedByte();
        var payload = wire.readSlice(length == 126 ? wire.readUnsignedShort() : length);
        int closeCode = opcode == CLOSE ? payload.readUnsignedShort() : 0;
        return new Message(closeCode, payload.toString(UTF_8));
    }

    private static boolean hasFrame(ByteBuf wire) {
        int have = wire.readableBytes();
        if (have < 2) {
            return false;
        }
        int length = wire.getUnsignedByte(wire.readerIndex() + 1);
        return length < 126
                ? have >= 2 + length
                : have >= 4 && have >= 4 + wire.getUnsignedShort(wire.readerIndex() + 2);
    }

    private static @Nullable Message nextEvent(ByteBuf wire) {
        var arrived = wire.toString(UTF_8);
        int end = arrived.indexOf("\n\n");
        if (end < 0) {
            return null;
        }
        wire.skipBytes(end + 2);
        var event = arrived.substring(0, end);
        if (event.equals(":")) {
            return nextEvent(wire);
        }
        var data = field("data", event);
        if (field("event", event).equals("close")) {
            var parts = data.split("[:,\"}]+", -1);
            return new Message(Integer.parseInt(parts[2]), parts[4]);
        }
        assertThat(data).as("the id is the cursor").contains("ursor\":\"" + field("id", event));
        return new Message(0, data);
    }

    /** The value of a field; empty if the event lacks it. */
    private static String field(String name, String event) {
        return event.lines()
                .filter(line -> line.startsWith(name + ": "))
                .map(line -> line.substring(name.length() + 2))
                .findFirst()
                .orElse("");
    }
}
