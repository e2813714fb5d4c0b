package io.paycast.cli.listen;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.netty.handler.codec.http.HttpResponseStatus;
import io.paycast.cli.server.AccountOptions;
import io.paycast.cli.server.PaycastServer;
import io.paycast.liveness.Clocks;
import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Publisher;
import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;
import tools.jackson.databind.json.JsonMapper;

/** How {@code paycast listen} replaces its token before it expires, on the connection it has. */
class ListenRefreshTest {

    private final AtomicInteger issued = new AtomicInteger();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final List<String> connections = new CopyOnWriteArrayList<>();
    private final List<String> sentTokens = new CopyOnWriteArrayList<>();
    private volatile boolean refreshTokenIsValid = true;
    private DisposableServer server;
    private Thread listener;

    @BeforeEach
    void start() {
        server =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .route(routes ->
                                routes.post("/api/auth/{request}", this::issue)
                                        .get("/ws", this::connected))
                        .bindNow();
        var clock = Clocks.system().steady();
        var paycast = new PaycastServer(URI.create("http://127.0.0.1:" + server.port()), null);
        var listening =
                new ReconnectingListener(
                        paycast,
                        new Query(List.of(), List.of(), Optional.empty(), Optional.empty()),
                        new TokenSource.LoginToken(
                                new AccountOptions().login(paycast, "demo"), clock),
                        new SilentOutput(),
                        new Backoff(new SplittableRandom(1)),
                        clock);
        listener =
                Thread.ofVirtual()
                        .unstarted(() -> {
                            try {
                                listening.listen();
                            } catch (InterruptedException e) {
                                Thread.currentThread().interrupt(); // the test has ended
                            }
                        });
    }

    @AfterEach
    void stop() throws InterruptedException {
        listener.interrupt();
        listener.join();
        server.disposeNow();
    }

    private static final class SilentOutput implements Output {
        @Override
        public boolean update(Update update) {
            return true;
        }

        @Override
        public void notice(String sentence) {}
    }

    /** Issues a token that lasts one second. */
    private Publisher<Void> issue(HttpServerRequest request, HttpServerResponse response) {
        var kind = String.valueOf(request.param("request"));
        requests.add(kind);
        if (kind.equals("refresh") && !refreshTokenIsValid) {
            return response.status(HttpResponseStatus.UNAUTHORIZED).send();
        }
        var body =
                "{\"token\":\"token-%d\",\"expiresIn\":1,\"refreshToken\":\"refresh\"}"
                        .formatted(issued.incrementAndGet());
        return response.header("Content-Type", "application/json").sendString(Mono.just(body));
    }

    private Publisher<Void> connected(HttpServerRequest request, HttpServerResponse response) {
        connections.add(request.requestHeaders().get("Authorization"));
        var protocol = WebsocketServerSpec.builder().protocols(Connection.SUBPROTOCOL).build();
        return response.sendWebsocket(
                (in, out) ->
                        out.sendString(Mono.just("{\"type\":\"welcome\"}"))
                                .then(in.receive().asString().doOnNext(this::receive).then()),
                protocol);
    }

    private void receive(String message) {
        var json = JsonMapper.shared().readTree(message);
        assertThat(json.path("type").asString()).isEqualTo("refresh");
        sentTokens.add(json.path("token").asString());
    }

    @Test
    void sendsARefreshedTokenOverItsConnection() {
        listener.start();

        await().until(() -> !sentTokens.isEmpty());
        assertThat(requests).containsExactly("login", "refresh");
        assertThat(sentTokens).containsExactly("token-2");
        assertThat(connections).containsExactly("Bearer token-1");
    }

    @Test
    void logsInAgainIfItsRefreshTokenIsNoLongerValid() {
        refreshTokenIsValid = false;
        listener.start();

        await().until(() -> !sentTokens.isEmpty());
        assertThat(requests).containsExactly("login", "refresh", "login");
        assertThat(sentTokens).containsExactly("token-2");
        assertThat(connections).containsExactly("Bearer token-1");
    }
}
