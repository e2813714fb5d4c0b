package io.paycast.gateway;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The JDK's WebSocket client, which keeps every message it receives. */
final class SocketClient implements WebSocket.Listener, AutoCloseable {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final Duration TIMEOUT = Duration.ofMinutes(1);
    private static final JsonMapper JSON = JsonMapper.shared();

    private final List<String> received = new CopyOnWriteArrayList<>();
    private final CompletableFuture<Ending> ending = new CompletableFuture<>();
    private final CompletableFuture<Instant> endedAt = new CompletableFuture<>();
    private final StringBuilder partial = new StringBuilder();
    private final WebSocket socket;

    /** The code and reason of the close frame. */
    record Ending(int code, String reason) {}

    private SocketClient(URI uri, @Nullable String bearer, String... subprotocols) {
        var builder = HTTP.newWebSocketBuilder().connectTimeout(TIMEOUT);
        if (bearer != null) {
            builder.header("Authorization", "Bearer " + bearer);
        }
        if (subprotocols.length > 0) {
            var rest = Arrays.copyOfRange(subprotocols, 1, subprotocols.length);
            builder.subprotocols(subprotocols[0], rest);
        }
        this.socket = builder.buildAsync(uri, this).orTimeout(1, TimeUnit.MINUTES).join();
    }

    static SocketClient open(URI uri) {
        return new SocketClient(uri, null);
    }

    static SocketClient openWithHeader(URI uri, String token) {
        return new SocketClient(uri, token);
    }

    static SocketClient openWithSubprotocols(URI uri, String... subprotocols) {
        return new SocketClient(uri, null, subprotocols);
    }

    void send(String text) {
        socket.sendText(text, true).orTimeout(1, TimeUnit.MINUTES).join();
    }

    WebSocket raw() {
        return socket;
    }

    List<String> received() {
        return received;
    }

    List<JsonNode> messages() {
        return received.stream().map(JSON::readTree).toList();
    }

    /** Waits for a number of messages and returns all. */
    List<JsonNode> await(int count) {
        Awaitility.await().atMost(TIMEOUT).until(() -> received.size() >= count);
        return messages();
    }

    /** Waits until the gateway has closed the socket. */
    Ending ending() {
        return ending.orTimeout(1, TimeUnit.MINUTES).join();
    }

    /** The time at which the gateway closed the socket. */
    Instant endedAt() {
        return endedAt.orTimeout(1, TimeUnit.MINUTES).join();
    }

    boolean isOpen() {
        return !ending.isDone();
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            received.add(partial.toString());
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        endedAt.complete(Instant.now());
        ending.complete(new Ending(code, reason));
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        ending.completeExceptionally(error);
    }

    @Override
    public void close() {
        socket.abort();
    }
}
