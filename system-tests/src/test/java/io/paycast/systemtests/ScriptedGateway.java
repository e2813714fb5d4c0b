package io.paycast.systemtests;

import io.netty.handler.codec.http.QueryStringDecoder;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import org.jspecify.annotations.Nullable;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Flux;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

/** A gateway that treats each connection as a script says; later ones stay open and silent. */
final class ScriptedGateway implements AutoCloseable {

    private final Queue<Step> script;
    private final List<Attempt> attempts = new CopyOnWriteArrayList<>();
    private final List<String> messages = new CopyOnWriteArrayList<>();
    private final DisposableServer server;

    /** What happens to one connection. */
    sealed interface Step {

        /** Refuses it with this status. */
        record Refuse(int status, @Nullable String retryAfter) implements Step {}

        /** Sends messages, and closes with this code; with 0, breaks without a close frame. */
        record Close(int code, String reason, List<String> messages) implements Step {}

        /** Sends messages, and stays open. */
        record Stay(List<String> messages) implements Step {}
    }

    /**
     * A connection that a client asked for.
     *
     * @param since the cursor that it resumes from
     */
    record Attempt(@Nullable String since, String authorization, long nanos) {}

    private ScriptedGateway(List<Step> script) {
        this.script = new ConcurrentLinkedQueue<>(script);
        this.server =
                HttpServer.create().host("127.0.0.1").port(0).handle(this::connected).bindNow();
    }

    static ScriptedGateway start(Step... script) {
        return new ScriptedGateway(List.of(script));
    }

    /** The address for clients. */
    String url() {
        return "ws://127.0.0.1:" + server.port() + "/ws";
    }

    /** The connections so far, in order. */
    List<Attempt> attempts() {
        return attempts;
    }

    /** What clients have sent. */
    List<String> messages() {
        return messages;
    }

    private Publisher<Void> connected(HttpServerRequest request, HttpServerResponse response) {
        var query = new QueryStringDecoder(request.uri()).parameters();
        attempts.add(
                new Attempt(
                        query.containsKey("since") ? query.get("since").getFirst() : null,
                        request.requestHeaders().get("Authorization", ""),
                        System.nanoTime()));
        return switch (script.poll()) {
            case Step.Refuse(int status, String retryAfter) -> {
                if (retryAfter != null) {
                    response.header("Retry-After", retryAfter);
                }
                yield response.status(status).send();
            }
            case Step.Close(int code, String reason, List<String> sent) ->
                    response.sendWebsocket(
                            (in, out) -> closing(in, out, code, reason, sent), protocol());
            case Step.Stay(List<String> sent) ->
                    response.sendWebsocket((in, out) -> staying(in, out, sent), protocol());
            case null ->
                    response.sendWebsocket((in, out) -> staying(in, out, List.of()), protocol());
        };
    }

    private static WebsocketServerSpec protocol() {
        return WebsocketServerSpec.builder().protocols("paycast.v1").build();
    }

    private Publisher<Void> closing(
            WebsocketInbound in,
            WebsocketOutbound out,
            int code,
            String reason,
            List<String> sent) {
        var frames = Flux.fromIterable(sent).map(TextWebSocketFrame::new);
        if (code == 0) {
            return out.sendObject(frames)
                    .then()
                    .doOnTerminate(() -> in.withConnection(each -> each.channel().close()));
        }
        return out.sendObject(frames).then(out.sendClose(code, reason)).then(in.receive().then());
    }

    private Publisher<Void> staying(WebsocketInbound in, WebsocketOutbound out, List<String> sent) {
        return out.sendObject(Flux.fromIterable(sent).map(TextWebSocketFrame::new))
                .then(in.receive().asString().doOnNext(messages::add).then());
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
