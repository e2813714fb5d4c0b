package io.paycast.systemtests;

import io.paycast.testsupport.TestCertificate;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpClient.Version;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.net.http.WebSocket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ssl.SSLParameters;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Connects through an edge, with one version of TLS, and keeps what arrives. */
final class EdgeClient implements AutoCloseable {

    private static final Duration TIMEOUT = Duration.ofSeconds(60);

    private final HttpClient http;

    EdgeClient(TestCertificate certificate, String tls) {
        http =
                HttpClient.newBuilder()
                        .sslContext(certificate.trusted())
                        .sslParameters(new SSLParameters(null, new String[] {tls}))
                        .connectTimeout(TIMEOUT)
                        .build();
    }

    /** A connection and the messages that have arrived over it. */
    static final class Connection implements WebSocket.Listener, AutoCloseable {

        private final List<JsonNode> messages = new CopyOnWriteArrayList<>();
        private final CompletableFuture<String> closed = new CompletableFuture<>();
        private final StringBuilder partial = new StringBuilder();
        private Runnable drop = () -> {};

        List<JsonNode> messages() {
            return messages;
        }

        /** Returns whether an update of this payment has arrived. */
        boolean hasUpdateOf(String payment) {
            return messages.stream()
                    .anyMatch(message -> message.path("PaymentId").asString("").equals(payment));
        }

        /** The position after the last message. */
        String cursor() {
            var last = messages.getLast();
            return last.path("Cursor").asString(last.path("cursor").asString(""));
        }

        /** The close code and the reason, once there is one. */
        CompletableFuture<String> closed() {
            return closed;
        }

        @Override
        public @Nullable CompletionStage<?> onText(
                WebSocket from, CharSequence data, boolean last) {
            partial.append(data);
            if (last) {
                messages.add(JsonMapper.shared().readTree(partial.toString()));
                partial.setLength(0);
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            closed.complete(code + " " + reason);
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable error) {
            closed.completeExceptionally(error);
        }

        @Override
        public void close() {
            drop.run();
        }
    }

    /** Opens a socket with {@code paycast.v1}; fails with the refusal if there is one. */
    CompletableFuture<Connection> openSocket(EdgeProcess edge, String token, String query) {
        var connection = new Connection();
        return http.newWebSocketBuilder()
                .header("Authorization", "Bearer " + token)
                .subprotocols("paycast.v1")
                .connectTimeout(TIMEOUT)
                .buildAsync(edge.socket(query), connection)
                .thenApply(socket -> {
                    connection.drop = socket::abort;
                    return connection;
                });
    }

    /** Opens an event stream over this version of HTTP. */
    Connection openEvents(EdgeProcess edge, String token, Version version) throws Exception {
        var response =
                http.send(
                        request(edge.https("/api/websocket/events"), version)
                                .header("Authorization", "Bearer " + token)
                                .build(),
                        BodyHandlers.ofLines());
        if (response.statusCode() != 200 || response.version() != version) {
            throw new AssertionError(response.statusCode() + " over " + response.version());
        }
        var connection = new Connection();
        connection.drop = response.body()::close;
        Thread.ofVirtual()
                .start(() -> {
                    try (var lines = response.body()) {
                        lines.filter(line -> line.startsWith("data: "))
                                .map(line -> line.substring("data: ".length()))
                                .forEach(data ->
                                        connection.messages.add(
                                                JsonMapper.shared().readTree(data)));
                        connection.closed.complete("");
                    } catch (RuntimeException e) {
                        connection.closed.completeExceptionally(e);
                    }
                });
        return connection;
    }

    HttpResponse<String> get(URI uri, String... headers) throws Exception {
        var request = request(uri, Version.HTTP_2);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), BodyHandlers.ofString());
    }

    /** Sends a webhook and returns the status of the response. */
    int sendWebhook(EdgeProcess edge, String body) throws Exception {
        var request =
                request(edge.https("/api/tabby/webhook"), Version.HTTP_2)
                        .header("Content-Type", "application/json")
                        .header("X-Tabby-Signature", TabbyWebhooks.SECRET)
                        .POST(HttpRequest.BodyPublishers.ofString(body));
        return http.send(request.build(), BodyHandlers.discarding()).statusCode();
    }

    private static HttpRequest.Builder request(URI uri, Version version) {
        return HttpRequest.newBuilder(uri).version(version).timeout(TIMEOUT);
    }

    @Override
    public void close() {
        http.shutdownNow();
    }
}
