package io.paycast.cli.listen;

import io.paycast.cli.server.PaycastServer;
import io.paycast.cli.server.RetryDelay;
import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * One WebSocket connection. One thread reads its events, and the next message is requested only
 * after the previous one was read, so that no messages queue up here.
 */
final class Connection {

    static final String SUBPROTOCOL = "paycast.v1";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final BlockingQueue<ConnectionEvent> events = new LinkedBlockingQueue<>();
    private @Nullable WebSocket socket;

    /** Opens a connection. If that fails, its first event is the disconnect. */
    static Connection open(PaycastServer server, URI address, String token) {
        var connection = new Connection();
        try {
            connection.socket =
                    server.http()
                            .newWebSocketBuilder()
                            .connectTimeout(CONNECT_TIMEOUT)
                            .subprotocols(SUBPROTOCOL)
                            .header("Authorization", "Bearer " + token)
                            .buildAsync(address, connection.new EventReceiver())
                            .join();
        } catch (CompletionException e) {
            connection.events.add(new ConnectionEvent.Disconnected(reasonOf(e.getCause(), server)));
        }
        return connection;
    }

    private static DisconnectReason reasonOf(@Nullable Throwable failure, PaycastServer server) {
        return switch (failure) {
            case WebSocketHandshakeException e ->
                    new DisconnectReason.Refused(
                            e.getResponse().statusCode(), RetryDelay.of(e.getResponse().headers()));
            case ConnectException e ->
                    new DisconnectReason.Lost("no server listens at " + server.base());
            case null -> new DisconnectReason.Lost("no connection");
            default ->
                    new DisconnectReason.Lost("no connection (%s)".formatted(failure.getMessage()));
        };
    }

    /** Waits for the next event, or returns a timeout event after this time. */
    ConnectionEvent next(Duration timeout) throws InterruptedException {
        var next = events.poll(timeout.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            return new ConnectionEvent.Timeout();
        }
        var open = socket;
        if (open != null && !(next instanceof ConnectionEvent.Disconnected)) {
            open.request(1);
        }
        return next;
    }

    /** Sends without waiting. A failure becomes a disconnect event. */
    void send(String text) {
        var open = socket;
        if (open != null) {
            open.sendText(text, true)
                    .exceptionally(failure -> {
                        connectionLost(failure);
                        return open;
                    });
        }
    }

    /** Closes the connection without a close frame. */
    void abort() {
        var open = socket;
        if (open != null) {
            open.abort();
        }
    }

    private void connectionLost(Throwable failure) {
        var why = failure instanceof IOException ? failure.getMessage() : failure.toString();
        events.add(
                new ConnectionEvent.Disconnected(
                        new DisconnectReason.Lost("the connection failed (%s)".formatted(why))));
    }

    /** Turns WebSocket callbacks into events. The HTTP client makes one call at a time. */
    private final class EventReceiver implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                events.add(new ConnectionEvent.Message(text.toString()));
                text.setLength(0);
            } else {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket from, java.nio.ByteBuffer payload) {
            events.add(new ConnectionEvent.Ping());
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            events.add(new ConnectionEvent.Disconnected(new DisconnectReason.Closed(code, reason)));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            connectionLost(failure);
        }
    }
}
