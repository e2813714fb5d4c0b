package io.paycast.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.util.ReferenceCountUtil;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.util.unit.DataSize;
import reactor.netty.NettyPipeline;

/** The guard between the HTTP codec and a server that responds when the test says so. */
class RequestGuardTest {

    private static final String GET = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";

    private final RefusedRequests refused = new RefusedRequests();
    private final List<String> requested = new ArrayList<>();
    private final EmbeddedChannel channel = new EmbeddedChannel();

    RequestGuardTest() {
        guard(channel, "*");
    }

    private void guard(EmbeddedChannel channel, String hosts) {
        channel.pipeline().addLast(NettyPipeline.HttpCodec, new HttpServerCodec());
        RequestGuard.addTo(
                channel,
                new HttpSettings(
                        Duration.ofSeconds(10),
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(75),
                        List.of(hosts)),
                new HeadLimits(DataSize.ofKilobytes(4), DataSize.ofKilobytes(8)),
                refused);
        channel.pipeline().addLast(new Server());
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
    }

    private final class Server extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object message) {
            if (message instanceof HttpRequest request) {
                requested.add(request.uri());
            }
            ReferenceCountUtil.release(message);
        }
    }

    private void receive(String text) {
        channel.writeInbound(Unpooled.copiedBuffer(text, US_ASCII));
    }

    private void respond(HttpResponseStatus status) {
        var response = new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, status);
        response.headers().set(HttpHeaderNames.CONTENT_LENGTH, 0);
        channel.writeOutbound(response);
    }

    private String sent() {
        var sent = new StringBuilder();
        for (ByteBuf bytes = channel.readOutbound();
                bytes != null;
                bytes = channel.readOutbound()) {
            sent.append(bytes.toString(US_ASCII));
            bytes.release();
        }
        return sent.toString();
    }

    @Test
    void refusesTheHundredAndFirstRequestBehindTheOthers() {
        receive(GET.repeat(101));
        assertThat(requested).hasSize(100);
        assertThat(refused.count(RequestRefusal.TOO_MANY_REQUESTS)).isEqualTo(1);
        for (int i = 0; i < 100; i++) {
            assertThat(sent()).doesNotContain("429");
            respond(HttpResponseStatus.OK);
        }
        assertThat(sent()).contains("HTTP/1.1 200 OK", "HTTP/1.1 429 ", "connection: close");
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void readsNoMoreOnceItHasRefusedARequest() {
        receive("GET /a HTTP/1.1\r\n\r\n" + GET);

        assertThat(requested).isEmpty();
        assertThat(sent()).contains("HTTP/1.1 400 ").containsOnlyOnce("HTTP/1.1");
        assertThat(channel.isActive()).isFalse();
    }

    @Test
    void namesTheLengthOfARequestLineThatItAccepts() {
        receive("GET /" + "a".repeat(5_000) + " HTTP/1.1\r\nHost: a\r\n\r\n");
        assertThat(sent()).contains("HTTP/1.1 414 ", "\"The request line must be at most 4KB.\"");
    }

    @Test
    void namesTheSizeOfTheHeaderFieldsThatItAccepts() {
        receive("GET / HTTP/1.1\r\nHost: a\r\nA: " + "a".repeat(9_000) + "\r\n\r\n");
        assertThat(sent())
                .contains("HTTP/1.1 431 ", "\"The header fields must be at most 8KB together.\"");
    }

    @Test
    void givesAnErrorWithoutABodyAProblemDetail() {
        receive(GET);
        respond(HttpResponseStatus.INTERNAL_SERVER_ERROR);

        assertThat(sent())
                .contains("content-type: application/problem+json")
                .contains("\"status\":500,\"detail\":\"Internal error; it has been logged.\"");
    }

    @Test
    void addsTheDateToEveryResponse() {
        receive(GET + GET);
        respond(HttpResponseStatus.OK);
        respond(HttpResponseStatus.NOT_FOUND);

        assertThat(sent().lines().filter(line -> line.startsWith("date: "))).hasSize(2);
    }

    @Test
    void refusesAHostThatIsNotAllowedWhereverTheRequestNamesIt() {
        for (var head :
                List.of(
                        "GET /a HTTP/1.1\r\nHost: evil.example:7274\r\n\r\n",
                        "GET http://evil.example/a HTTP/1.1\r\nHost: localhost\r\n\r\n",
                        "GET /a HTTP/1.0\r\nHost: evil.example\r\n\r\n")) {
            var own = new EmbeddedChannel();
            guard(own, "pay.example");
            own.writeInbound(Unpooled.copiedBuffer(head, US_ASCII));
            ByteBuf answer = own.readOutbound();
            assertThat(answer.toString(US_ASCII)).contains("HTTP/1.1 421 ");
            answer.release();
            own.finishAndReleaseAll();
        }
        assertThat(requested).isEmpty();
        assertThat(refused.count(RequestRefusal.HOST_NOT_ALLOWED)).isEqualTo(3);
    }

    @Test
    void acceptsItsOwnHostsAndARequestOfHttp10WithoutAny() {
        var own = new EmbeddedChannel();
        guard(own, "pay.example");
        own.writeInbound(
                Unpooled.copiedBuffer(
                        "GET /1 HTTP/1.1\r\nHost: pay.example:443\r\n\r\n"
                                + "GET /2 HTTP/1.1\r\nHost: 127.0.0.1:7274\r\n\r\n"
                                + "GET /3 HTTP/1.0\r\n\r\n",
                        US_ASCII));
        assertThat(requested).containsExactly("/1", "/2", "/3");
        own.finishAndReleaseAll();
    }

    @Test
    void passesOnTheHostOfAnAbsoluteTarget() {
        receive("GET http://b/a?b=%7C| HTTP/1.1\r\nHost: a\r\n\r\n");

        assertThat(requested).containsExactly("/a?b=%7C%7C");
    }
}
