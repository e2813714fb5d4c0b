package io.paycast.gateway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.WriteBufferWaterMark;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.paycast.gateway.protocol.Frames;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What a client of {@code /api/websocket/events} receives for the frames of its session. */
class EventStreamCodecTest {

    private static final int HIGH_WATER_MARK = 16 * 1024;
    private static final int LARGEST_EVENT = 1_024;

    private final EmbeddedChannel channel = new EmbeddedChannel(new EventStreamCodec());

    @AfterEach
    void close() {
        channel.close();
        channel.releaseInbound();
        channel.releaseOutbound();
    }

    static Stream<Named<JsonNode>> examples() {
        return JsonMapper.shared()
                .readTree(Path.of("../docs/wire/event-stream.json").toFile())
                .path("cases")
                .valueStream()
                .map(example -> Named.of(example.path("name").asString(), example));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void turnsAFrameIntoTheDocumentedEvent(JsonNode example) {
        channel.writeOutbound(frame(example.path("frame")));

        assertThat(received()).isEqualTo(example.path("text").asString());
        assertThat(channel.isOpen())
                .isEqualTo(!example.path("frame").path("type").asString().equals("close"));
    }

    private static ByteBuf frame(JsonNode frame) {
        return switch (frame.path("type").asString()) {
            case "text" -> Frames.text(frame.path("payload").asString().getBytes(UTF_8));
            case "ping" -> Frames.ping();
            default -> Frames.close(frame.path("code").asInt(), frame.path("reason").asString());
        };
    }

    @Test
    void turnsARunOfFramesIntoOneEventEach() {
        long seed = Long.getLong("paycast.seed", new Random().nextLong());
        var random = new Random(seed);
        var run = Unpooled.buffer();
        var expected = new StringBuilder();
        for (int i = 0; i < 200; i++) {
            var cursor = "c" + i;
            var json = update("x".repeat(random.nextInt(400)), cursor);
            Frames.writeText(run, json.getBytes(UTF_8));
            expected.append("id: ").append(cursor).append("\ndata: ").append(json).append("\n\n");
        }

        channel.writeOutbound(run);

        assertThat(received()).as("seed %d", seed).isEqualTo(expected.toString());
    }

    @Test
    void copiesNoMoreThanAClientTakes() {
        channel.config()
                .setWriteBufferWaterMark(new WriteBufferWaterMark(8 * 1024, HIGH_WATER_MARK));
        var run = Unpooled.buffer();
        var sent = new ArrayList<String>();
        for (int i = 0; i < 1_000; i++) {
            sent.add("c" + i);
            Frames.writeText(run, update("x".repeat(500), "c" + i).getBytes(UTF_8));
        }

        channel.write(run); // not flushed: the client takes nothing

        assertThat(channel.unsafe().outboundBuffer().totalPendingWriteBytes())
                .isBetween((long) HIGH_WATER_MARK, (long) HIGH_WATER_MARK + LARGEST_EVENT);

        channel.flush(); // it takes everything, a little at a time

        assertThat(received().lines().filter(line -> line.startsWith("id: ")))
                .containsExactlyElementsOf(sent.stream().map(cursor -> "id: " + cursor).toList());
        assertThat(run.refCnt()).isZero();
    }

    @Test
    void answersAPingOnceTheClientHasTakenIt() {
        channel.write(Frames.ping());
        assertThat((Object) channel.readInbound()).isNull();

        channel.flush();

        assertThat((Object) channel.readInbound()).isInstanceOf(PongWebSocketFrame.class);
    }

    @Test
    void ignoresLineBreaksAfterTheRequest() {
        channel.writeInbound(Unpooled.copiedBuffer("\r\n", UTF_8));

        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void closesAConnectionOnWhichTheClientKeepsSending() {
        for (int i = 0; i < 600 && channel.isOpen(); i++) {
            channel.writeInbound(Unpooled.copiedBuffer("GET", UTF_8));
        }

        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void releasesWhatWaitsWhenTheConnectionEnds() {
        channel.config().setWriteBufferWaterMark(new WriteBufferWaterMark(1, 2));
        var run = Unpooled.buffer();
        Frames.writeText(run, update("", "c1").getBytes(UTF_8));
        Frames.writeText(run, update("", "c2").getBytes(UTF_8));
        channel.write(run);
        assertThat(run.refCnt()).isOne();

        channel.close();
        channel.runPendingTasks();

        assertThat(run.refCnt()).isZero();
    }

    private static String update(String reference, String cursor) {
        return "{\"PaymentId\":\"p\",\"OrderReferenceId\":\"%s\",\"Cursor\":\"%s\"}"
                .formatted(reference, cursor);
    }

    private String received() {
        var text = new StringBuilder();
        for (ByteBuf event = channel.readOutbound();
                event != null;
                event = channel.readOutbound()) {
            text.append(event.toString(UTF_8));
            event.release();
        }
        return text.toString();
    }
}
