package io.paycast.gateway;

import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The JDK's HTTP client, reading a stream of events by the rules of the HTML Living Standard,
 * section 9.2.6. It keeps every event it receives.
 */
final class EventStreamClient implements AutoCloseable {

    private static final JsonMapper JSON = JsonMapper.shared();

    private final HttpClient http = HttpClient.newHttpClient();
    private final List<Event> events = new CopyOnWriteArrayList<>();
    private final AtomicInteger comments = new AtomicInteger();
    private final CompletableFuture<Void> end = new CompletableFuture<>();
    private final HttpResponse<Stream<String>> response;
    private volatile String lastEventId = "";
    private volatile String retry = "";

    /**
     * An event.
     *
     * @param id the last event id at the time of the event
     * @param type {@code message} if the event names none
     */
    record Event(String id, String type, JsonNode data) {}

    private EventStreamClient(RunningGateway gateway, String query, String... headers) {
        var request = gateway.request("/api/websocket/events" + query, "");
        if (headers.length > 0) {
            request.headers(headers);
        }
        try {
            response =
                    http.sendAsync(request.build(), HttpResponse.BodyHandlers.ofLines())
                            .get(1, TimeUnit.MINUTES);
        } catch (ExecutionException | TimeoutException | InterruptedException e) {
            throw new AssertionError(e);
        }
        Thread.ofVirtual().start(this::read);
    }

    /** Requests a stream; headers are names and values in turn. */
    static EventStreamClient open(RunningGateway gateway, String query, String... headers) {
        return new EventStreamClient(gateway, query, headers);
    }

    /** A request as a browser's EventSource sends it when it reconnects. */
    EventStreamClient reopen(RunningGateway gateway, String query) {
        return open(gateway, query, "Last-Event-ID", lastEventId);
    }

    static String encoded(String value) {
        return URLEncoder.encode(value, StandardCharsets.UTF_8);
    }

    private void read() {
        try (var lines = response.body()) {
            var type = "message";
            var data = new StringBuilder();
            for (var line : (Iterable<String>) lines::iterator) {
                if (line.isEmpty()) {
                    if (!data.isEmpty()) {
                        events.add(new Event(lastEventId, type, JSON.readTree(data.toString())));
                    }
                    type = "message";
                    data.setLength(0);
                } else if (line.startsWith(":")) {
                    comments.incrementAndGet();
                } else if (line.startsWith("id: ")) {
                    lastEventId = line.substring(4);
                } else if (line.startsWith("event: ")) {
                    type = line.substring(7);
                } else if (line.startsWith("retry: ")) {
                    retry = line.substring(7);
                } else if (line.startsWith("data: ")) {
                    data.append(line.substring(6));
                } else {
                    throw new AssertionError("not a line of an event: " + line);
                }
            }
            end.complete(null);
        } catch (RuntimeException | AssertionError e) {
            end.completeExceptionally(e);
        }
    }

    int status() {
        return response.statusCode();
    }

    String header(String name) {
        return response.headers().firstValue(name).orElse("");
    }

    List<Event> events() {
        return events;
    }

    /** The updates received so far. */
    List<JsonNode> updates() {
        return events.stream()
                .filter(event -> event.type().equals("message"))
                .map(Event::data)
                .toList();
    }

    /** Waits for a number of updates and returns all. */
    List<JsonNode> awaitUpdates(int count) {
        return Awaitility.await()
                .atMost(Duration.ofMinutes(1))
                .until(this::updates, updates -> updates.size() >= count);
    }

    /** The welcome, which is the first event. */
    JsonNode welcome() {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> !events.isEmpty());
        var first = events.getFirst();
        if (!first.type().equals("welcome")) {
            throw new AssertionError("the first event is not the welcome: " + first);
        }
        return first.data();
    }

    int comments() {
        return comments.get();
    }

    String retry() {
        return retry;
    }

    /** Waits until the gateway has ended the stream, and returns its last event. */
    Event last() {
        end.orTimeout(1, TimeUnit.MINUTES).join();
        return events.getLast();
    }

    /** Disconnects. From then on, the events and the last id do not change. */
    @Override
    public void close() {
        http.shutdownNow();
        end.handle((_, _) -> null).orTimeout(1, TimeUnit.MINUTES).join();
    }
}
