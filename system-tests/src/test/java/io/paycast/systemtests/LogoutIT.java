package io.paycast.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.embeddedkafka.FreePort;
import io.paycast.systemtests.Services.Login;
import io.paycast.testsupport.PostgresUnderTest;
import io.paycast.testsupport.RestartableKafka;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * A logout takes effect on every gateway, even if Kafka is down when the auth service responds and
 * the auth service is killed before it publishes the revocation.
 */
class LogoutIT {

    private static final int TOKEN_ENDED = 4401;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final List<AutoCloseable> opened = new ArrayList<>();

    @AfterEach
    void stop() throws Exception {
        for (var each : opened.reversed()) {
            each.close();
        }
    }

    @Test
    void revokesTheSessionOnEveryGatewayAfterKafkaAndAuthAreKilled() {
        var kafka = opened(RestartableKafka.started());
        var database = PostgresUnderTest.freshDatabase();
        int authPort = FreePort.find();
        var auth = opened(Services.auth(kafka.bootstrapServers(), database, authPort));
        var ingest = opened(Services.ingest(kafka.bootstrapServers())); // creates the topics
        var one = opened(gateway(kafka, authPort, FreePort.find()));
        var other = opened(gateway(kafka, authPort, FreePort.find()));
        List.of(auth, ingest, one, other).forEach(ServiceProcess::awaitReady);
        var leaving = Services.login(auth);
        var staying = Services.login(auth);
        var ofLeaving = List.of(open(one, leaving), open(other, leaving));
        var ofStaying = List.of(open(one, staying), open(other, staying));

        kafka.kill();
        assertThat(Services.logout(auth, leaving)).isEqualTo(204);
        auth.kill();
        assertThat(ofLeaving).noneMatch(socket -> socket.closed.isDone());
        kafka.start();
        opened(Services.auth(kafka.bootstrapServers(), database, authPort)).awaitReady();

        for (var socket : ofLeaving) {
            assertThat(socket.closed).succeedsWithin(PATIENCE).isEqualTo(TOKEN_ENDED);
        }
        for (var socket : ofStaying) {
            socket.send("{\"type\":\"ping\"}");
            assertThat(socket.reply).succeedsWithin(PATIENCE).asString().contains("pong");
        }

        one.kill();
        var again = opened(gateway(kafka, authPort, one.port())).awaitReady();
        for (var gateway : List.of(again, other)) {
            assertThat(statusOf(gateway, leaving)).isEqualTo(401);
            assertThat(statusOf(gateway, staying)).isEqualTo(101);
        }
    }

    private static ServiceProcess gateway(RestartableKafka kafka, int authPort, int port) {
        return Services.gateway(kafka.bootstrapServers(), authPort, port);
    }

    private <T extends AutoCloseable> T opened(T each) {
        opened.add(each);
        return each;
    }

    private Socket open(ServiceProcess gateway, Login login) {
        var socket = opened(new Socket());
        socket.open(gateway, login);
        return socket;
    }

    /** Returns the status of an attempt to open a socket. */
    private int statusOf(ServiceProcess gateway, Login login) {
        try {
            open(gateway, login);
            return 101;
        } catch (CompletionException e) {
            if (e.getCause() instanceof WebSocketHandshakeException refused) {
                return refused.getResponse().statusCode();
            }
            throw e;
        }
    }

    /** A client that never reconnects. */
    private static final class Socket implements WebSocket.Listener, AutoCloseable {

        final CompletableFuture<String> reply = new CompletableFuture<>();
        final CompletableFuture<Integer> closed = new CompletableFuture<>();
        private @Nullable WebSocket socket;

        void open(ServiceProcess gateway, Login login) {
            socket =
                    ServiceProcess.HTTP
                            .newWebSocketBuilder()
                            .buildAsync(gateway.socket("?token=" + login.token()), this)
                            .join();
        }

        void send(String text) {
            if (socket != null) {
                socket.sendText(text, true);
            }
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence text, boolean last) {
            reply.complete(text.toString());
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }

        @Override
        public void close() {
            if (socket != null) {
                socket.abort();
            }
        }
    }
}
