package io.paycast.cli.listen;

import io.paycast.cli.server.PaycastServer;
import io.paycast.cli.server.RetryAfter;
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
 * One WebSocket, read by one thread at its own pace: the next message is asked for only when this
 * one has been dealt with, so that nothing piles up here.
 */
final class Connection {

    static final String SUBPROTOCOL = "paycast.v1";
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);

    private final BlockingQueue<Heard> heard = new LinkedBlockingQueue<>();
    private @Nullable WebSocket socket;

    /** Opens one; where that fails, the first thing heard is the end. */
    static Connection open(PaycastServer server, URI address, String token) {
        var connection = new Connection();
        try {
            connection.socket =
                    server.http()
                            .newWebSocketBuilder()
                            .connectTimeout(CONNECT_TIMEOUT)
                            .subprotocols(SUBPROTOCOL)
                            .header("Authorization", "Bearer " + token)
                            .buildAsync(address, connection.new ReplayReceiver())
                            .join();
        } catch (CompletionException e) {
            connection.heard.add(new Heard.Ended(endingOf(e.getCause(), server)));
        }
        return connection;
    }

    private static Ending endingOf(@Nullable Throwable failure, PaycastServer server) {
        return switch (failure) {
            case WebSocketHandshakeException e ->
                    new Ending.Refused(
                            e.getResponse().statusCode(), RetryAfter.of(e.getResponse().headers()));
            case ConnectException e -> new Ending.Lost("nothing listens at " + server.base());
            case null -> new Ending.Lost("no connection");
            default -> new Ending.Lost("no connection (%s)".formatted(failure.getMessage()));
        };
    }

    /** What came next, or that nothing came in this time. */
    Heard next(Duration patience) throws InterruptedException {
        var next = heard.poll(patience.toMillis(), TimeUnit.MILLISECONDS);
        if (next == null) {
            return new Heard.Silence();
        }
        var open = socket;
        if (open != null && !(next instanceof Heard.Ended)) {
            open.request(1);
        }
        return next;
    }

    /** Sends, without waiting; a failure shows as the end. */
    void send(String text) {
        var open = socket;
        if (open != null) {
            open.sendText(text, true)
                    .exceptionally(failure -> {
                        lost(failure);
                        return open;
                    });
        }
    }

    /** Lets go of it without a word; the other side is gone or no longer listened to. */
    void abort() {
        var open = socket;
        if (open != null) {
            open.abort();
        }
    }

    private void lost(Throwable failure) {
        var why = failure instanceof IOException ? failure.getMessage() : failure.toString();
        heard.add(new Heard.Ended(new Ending.Lost("the connection broke (%s)".formatted(why))));
    }

    /** Called by the HTTP client, one call at a time. */
    private final class ReplayReceiver implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence part, boolean last) {
            text.append(part);
            if (last) {
                heard.add(new Heard.Message(text.toString()));
                text.setLength(0);
            } else {
                from.request(1);
            }
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket from, java.nio.ByteBuffer payload) {
            heard.add(new Heard.SignOfLife());
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            heard.add(new Heard.Ended(new Ending.Closed(code, reason)));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            lost(failure);
        }
    }
}
