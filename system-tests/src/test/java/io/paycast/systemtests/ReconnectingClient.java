package io.paycast.systemtests;

import java.io.UncheckedIOException;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;

/**
 * A client as users write them: it keeps its last cursor, and resumes on the next gateway when its
 * connection is lost.
 */
final class ReconnectingClient implements WebSocket.Listener, AutoCloseable {

    // keeps trailing zeros of amounts
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();
    private static final long RETRY_MILLIS = 50;

    /** How a client connects. */
    enum Transport {
        SOCKET,
        /** A socket with {@code paycast.v1}. */
        SOCKET_WITH_WELCOME,
        /** Server-Sent Events. */
        EVENTS
    }

    private final List<ServiceProcess> gateways;
    private final String query;
    private final Transport transport;
    private final List<JsonNode> updates = new CopyOnWriteArrayList<>();
    private final Map<String, Long> receivedNanos = new ConcurrentHashMap<>();
    private final AtomicInteger resumed = new AtomicInteger();
    private final AtomicInteger gaps = new AtomicInteger();
    private final StringBuilder partial = new StringBuilder();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final CompletableFuture<Void> first = new CompletableFuture<>();

    /** Drops the open connection, without a word. */
    private volatile Runnable drop = () -> {};

    private volatile @Nullable String cursor;
    private volatile boolean away;
    private volatile boolean closed;
    private int turn;

    private ReconnectingClient(
            List<ServiceProcess> gateways, String query, Transport transport, int turn) {
        this.gateways = gateways;
        this.query = query;
        this.transport = transport;
        this.turn = turn;
    }

    /**
     * Opens a socket.
     *
     * @param turn the index of the first gateway
     */
    static ReconnectingClient open(List<ServiceProcess> gateways, String token, int turn) {
        return open(gateways, token, "", Transport.SOCKET_WITH_WELCOME, turn);
    }

    /**
     * Opens a socket.
     *
     * @param filter query parameters that filter updates, each with an ampersand before it
     * @param turn the index of the first gateway
     */
    static ReconnectingClient open(
            List<ServiceProcess> gateways,
            String token,
            String filter,
            Transport transport,
            int turn) {
        var client = new ReconnectingClient(gateways, "?token=" + token + filter, transport, turn);
        client.connect();
        client.first.orTimeout(60, TimeUnit.SECONDS).join();
        return client;
    }

    List<JsonNode> updates() {
        return updates;
    }

    /** When the first update of each payment arrived, by payment id. */
    Map<String, Long> receivedNanos() {
        return receivedNanos;
    }

    /** Whether it has a cursor; without one, it would miss what happens between connections. */
    boolean hasCursor() {
        return cursor != null;
    }

    /** How many connections resumed from a cursor. */
    int resumed() {
        return resumed.get();
    }

    /** How often the gateway reported that updates are lost. */
    int gaps() {
        return gaps.get();
    }

    private void connect() {
        if (closed || away) {
            return;
        }
        var gateway = gateways.get(Math.floorMod(turn++, gateways.size()));
        if (transport == Transport.EVENTS) {
            openEvents(gateway);
        } else {
            openSocket(gateway);
        }
    }

    private void openSocket(ServiceProcess gateway) {
        var since = cursor == null ? "" : "&since=" + cursor;
        var builder = ServiceProcess.HTTP.newWebSocketBuilder();
        if (transport == Transport.SOCKET_WITH_WELCOME) {
            builder.subprotocols("paycast.v1");
        }
        builder.buildAsync(gateway.socket(query + since), this)
                .whenComplete((opened, fault) -> {
                    if (fault == null) {
                        opened(opened::abort);
                    } else {
                        reconnect();
                    }
                });
    }

    private void openEvents(ServiceProcess gateway) {
        var request = HttpRequest.newBuilder(gateway.http("/api/websocket/events" + query));
        if (cursor != null) {
            request.header("Last-Event-ID", cursor);
        }
        ServiceProcess.HTTP
                .sendAsync(request.build(), HttpResponse.BodyHandlers.ofLines())
                .whenComplete((response, fault) -> {
                    if (fault == null && response.statusCode() == 200) {
                        opened(response.body()::close);
                        Thread.ofVirtual().start(() -> readEvents(response.body()));
                    } else {
                        reconnect();
                    }
                });
    }

    /** An event without its empty line is incomplete, and does not count. */
    private void readEvents(Stream<String> lines) {
        var data = new StringBuilder();
        try (lines) {
            lines.forEach(line -> {
                if (line.startsWith("data: ")) {
                    data.append(line.substring("data: ".length()));
                } else if (line.isEmpty() && !data.isEmpty()) {
                    receive(JSON.readTree(data.toString()));
                    data.setLength(0);
                }
            });
        } catch (UncheckedIOException e) {
            // The gateway was killed.
        }
        reconnect();
    }

    private void opened(Runnable dropIt) {
        if (away || closed) {
            dropIt.run();
        } else {
            drop = dropIt;
            first.complete(null);
        }
    }

    /** Drops the connection without a close frame and stays away. */
    void leave() {
        away = true;
        drop.run();
    }

    /** Reconnects after {@link #leave}, with the last cursor. */
    void comeBack() {
        away = false;
        reconnect();
    }

    private void reconnect() {
        if (!closed) {
            timer.schedule(this::connect, RETRY_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
        partial.append(data);
        if (last) {
            receive(JSON.readTree(partial.toString()));
            partial.setLength(0);
        }
        from.request(1);
        return null;
    }

    private void receive(JsonNode message) {
        if (message.has("PaymentId")) {
            receivedNanos.putIfAbsent(message.path("PaymentId").asString(), System.nanoTime());
            updates.add(message);
            cursor = message.path("Cursor").asString();
        } else if (message.path("code").asString("").equals("cursor_too_old")) {
            gaps.incrementAndGet();
        } else if (message.path("type").asString("").equals("welcome")) {
            if (cursor != null) {
                resumed.incrementAndGet();
            }
            if (!message.path("resumed").path("complete").asBoolean()) {
                gaps.incrementAndGet();
            }
            cursor = message.path("cursor").asString();
        }
    }

    @Override
    public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
        partial.setLength(0);
        reconnect();
        return null;
    }

    @Override
    public void onError(WebSocket from, Throwable error) {
        partial.setLength(0);
        reconnect();
    }

    @Override
    public void close() {
        closed = true;
        timer.shutdownNow();
        drop.run();
    }
}
