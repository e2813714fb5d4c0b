package io.paycast.gateway.connect;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpRequestDecoder;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseEncoder;
import io.netty.util.ReferenceCountUtil;
import io.paycast.events.References;
import io.paycast.gateway.protocol.ClientMessage;
import io.paycast.http.NettyResponses;
import io.paycast.net.OwnOrigin;
import io.paycast.net.TrustedProxies;
import io.paycast.testsupport.Fuzzer;
import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Feeds mutated requests for {@code /ws} to the HTTP codec, and what it passes on to ours. */
class ConnectRequestFuzzTest {

    private static final InetAddress PEER = InetAddress.getLoopbackAddress();
    private static final int MAX_LINE = 16 * 1024;

    private final TrustedProxies proxies = new TrustedProxies(List.of("127.0.0.0/8"));

    @Test
    void readsARequestOrRefusesItWithASentence() {
        Fuzzer.of(ConnectRequestFuzzTest.class, "connect-request")
                .withWords(
                        "&order=o",
                        "&since=AQ",
                        "&rewind=1",
                        "&test=true",
                        "%00",
                        "%c0%af",
                        "%",
                        "paycast.v1, ",
                        "bearer.e30, ",
                        "\r\nSec-WebSocket-Protocol: x",
                        "\r\nSec-WebSocket-Extensions: a; b=\"c\"",
                        "\r\nX-Forwarded-Host: h",
                        "\r\nTransfer-Encoding: chunked",
                        "\r\nContent-Length: 1",
                        "\r\n")
                .withInputsOf(MAX_LINE)
                .run(this::check);
    }

    private Object check(byte[] input) {
        var decoder = new EmbeddedChannel(new HttpRequestDecoder(MAX_LINE, MAX_LINE, MAX_LINE));
        try {
            decoder.writeInbound(Unpooled.wrappedBuffer(input));
            Object outcome = "incomplete";
            for (Object message = decoder.readInbound();
                    message != null;
                    message = decoder.readInbound()) {
                if (message instanceof HttpRequest request) {
                    outcome = check(request);
                }
                ReferenceCountUtil.release(message);
            }
            return outcome;
        } finally {
            decoder.finishAndReleaseAll();
        }
    }

    private Object check(HttpRequest message) {
        if (!message.decoderResult().isSuccess()) {
            return message.decoderResult().cause().getClass();
        }
        if (!ConnectRequest.asksForUpdates(message)) {
            return "another path";
        }
        var own = OwnOrigin.of(proxies, PEER, message.headers()::getAll);
        return switch (ConnectRequest.read(message, own)) {
            case ConnectRequest.Read.Invalid(var refusal) -> {
                var problem = refusal.problem();
                assertThat(problem.status()).isIn(400, 405, 426);
                assertThat(problem.detail()).matches("[A-Z\"a-z][^\\x00-\\x1f]{5,300}\\.");
                var sent = JsonMapper.shared().readTree(problem.body());
                assertThat(sent.path("detail").asString()).isEqualTo(problem.detail());
                assertThat(lines(NettyResponses.problem(problem)))
                        .hasSizeGreaterThan(4)
                        .allMatch(line -> line.matches("[!-~][ -~]*"));
                yield problem.detail();
            }
            case ConnectRequest.Read.Valid(var request) -> checkAccepted(request);
        };
    }

    private static Object checkAccepted(ConnectRequest request) {
        assertThat(request.toString()).isEqualTo("ConnectRequest[…]");
        var query = request.query();
        assertThat(query.orders()).allMatch(References::isOrder);
        assertThat(query.payments()).allMatch(References::isPayment);
        assertThat(query.orders().size() + query.payments().size())
                .isLessThanOrEqualTo(ClientMessage.MAX_SUBSCRIPTIONS);
        // Nothing of the request splits the response.
        var response = request.transport().acceptance();
        assertThat(lines(response))
                .hasSize(1 + response.headers().size())
                .allMatch(line -> line.matches("[!-~][ -~]*"));
        var chosen = response.headers().get("Sec-WebSocket-Protocol", "");
        if (request.transport() instanceof WebSocketTransport socket && !chosen.isEmpty()) {
            assertThat(socket.subprotocols()).contains(chosen);
        }
        return request.transport().getClass()
                + " "
                + query.start().getClass()
                + " "
                + chosen.startsWith("bearer.");
    }

    /** The lines of a response's head. */
    private static List<String> lines(HttpResponse response) {
        var encoder = new EmbeddedChannel(new HttpResponseEncoder());
        try {
            encoder.writeOutbound(response);
            ByteBuf head = encoder.readOutbound();
            var text = head.toString(ISO_8859_1);
            head.release();
            return List.of(text.substring(0, text.indexOf("\r\n\r\n")).split("\r\n", -1));
        } finally {
            encoder.finishAndReleaseAll();
        }
    }
}
