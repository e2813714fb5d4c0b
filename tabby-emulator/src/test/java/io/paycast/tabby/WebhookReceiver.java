package io.paycast.tabby;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** A shop's end of a webhook: keeps what it receives and responds as a test wants. */
public final class WebhookReceiver implements AutoCloseable {

    public static final String TITLE = "X-Shop-Secret";
    public static final String SECRET = "the shop's secret";

    private final HttpServer server;
    private final List<Received> received = new CopyOnWriteArrayList<>();
    private volatile Function<Received, Integer> status = _ -> 200;

    /**
     * One request.
     *
     * @param secret the value of the header, null if it was not sent
     */
    public record Received(String path, @Nullable String secret, String contentType, String body) {

        public JsonNode json() {
            return JsonMapper.shared().readTree(body);
        }

        boolean isGenuine() {
            return SECRET.equals(secret);
        }
    }

    public WebhookReceiver() {
        try {
            server =
                    HttpServer.create(
                            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.start();
    }

    private void handle(HttpExchange exchange) throws IOException {
        var headers = exchange.getRequestHeaders();
        var request =
                new Received(
                        exchange.getRequestURI().getPath(),
                        headers.getFirst(TITLE),
                        String.valueOf(headers.getFirst("Content-Type")),
                        new String(exchange.getRequestBody().readAllBytes(), UTF_8));
        received.add(request);
        exchange.sendResponseHeaders(status.apply(request), -1);
        exchange.close();
    }

    /** Decides the status of each later response. */
    public void respond(Function<Received, Integer> with) {
        status = with;
    }

    public URI url(String path) {
        return URI.create("http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path));
    }

    public TabbyOptions.Webhook webhook() {
        return new TabbyOptions.Webhook(url("/webhook"), TITLE, SECRET);
    }

    public List<Received> received() {
        return List.copyOf(received);
    }

    /** What was received with the secret, each as one line: status, amounts, order. */
    public List<String> genuine() {
        return received.stream().filter(Received::isGenuine).map(WebhookReceiver::summary).toList();
    }

    private static String summary(Received request) {
        var json = request.json();
        return "%s captures=%d refunds=%d %s"
                .formatted(
                        json.path("status").asString(),
                        json.path("captures").size(),
                        json.path("refunds").size(),
                        json.path("order").path("reference_id").asString(""));
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
