package io.paycast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.embeddedkafka.FreePort;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.json.JsonMapper;

/** Measures how long {@code paycast up} takes to stop, and checks that it keeps stored webhooks. */
class UpStopTest {

    private static final Duration STOP_LIMIT = Duration.ofSeconds(5);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final int CLIENTS = 20;
    private static final int WEBHOOKS_BEFORE_STOP = 50;
    private static final int MAX_WEBHOOKS = 900; // "listen --rewind" replays up to 1,000

    @TempDir private Path folder;

    @Test
    void stopsWithinFiveSecondsUnderLoadAlthoughNoClientAnswersTheClose() throws Exception {
        int port = FreePort.find();
        var url = "http://localhost:" + port;
        var stored = new ConcurrentLinkedQueue<String>();
        try (var up = up(port);
                var http = HttpClient.newHttpClient();
                var clients = SilentClients.connect(port, token(http, url), CLIENTS)) {
            var load = Thread.ofPlatform().start(() -> sendWebhooks(http, url, stored));
            Awaitility.await().atMost(TIMEOUT).until(() -> stored.size() >= WEBHOOKS_BEFORE_STOP);

            long startedNanos = System.nanoTime();
            assertThat(up.stop()).isZero();
            assertThat(Duration.ofNanos(System.nanoTime() - startedNanos)).isLessThan(STOP_LIMIT);

            load.join();
            assertThat(clients.readToEnd())
                    .hasSize(CLIENTS)
                    .allSatisfy(received -> assertThat(received).contains("Come back in "));
        }
        try (var up = up(port);
                var listen =
                        CommandProcess.start(
                                folder, "listen", "--json", "--url", url, "--rewind", "1000")) {
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .untilAsserted(() -> assertThat(paymentIds(listen)).containsAll(stored));
            assertThat(up.errors()).isEmpty();
        }
    }

    private CommandProcess up(int port) throws IOException {
        return CommandProcess.start(
                        folder,
                        "up",
                        "--port",
                        Integer.toString(port),
                        "--data",
                        folder.resolve("data").toString())
                .awaitOutput("Press Ctrl-C to stop");
    }

    /** Sends webhooks one after another until one is not stored any more. */
    private static void sendWebhooks(HttpClient http, String url, Collection<String> stored) {
        for (int i = 0; i < MAX_WEBHOOKS; i++) {
            var payment = "pay_stop_" + i;
            try {
                if (post(http, url + "/api/tabby/webhook", webhook(payment)).statusCode() != 200) {
                    return;
                }
            } catch (IOException e) {
                return;
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
            stored.add(payment);
        }
    }

    private static String webhook(String payment) {
        return """
        {"id":"%s","created_at":"2026-11-23T07:38:00Z","expires_at":"2026-11-23T08:38:00Z",
         "closed_at":null,"status":"AUTHORIZED","is_test":false,"is_expired":false,
         "amount":"150.00","currency":"AED","order":{"reference_id":"order_1"},
         "captures":[],"refunds":[],"meta":null,"token":"t"}
        """
                .formatted(payment);
    }

    private static String token(HttpClient http, String url) throws Exception {
        var login = "{\"username\":\"demo\",\"password\":\"demo\"}";
        return JsonMapper.shared()
                .readTree(post(http, url + "/api/auth/login", login).body())
                .path("token")
                .asString();
    }

    private static HttpResponse<String> post(HttpClient http, String address, String json)
            throws IOException, InterruptedException {
        return http.send(
                HttpRequest.newBuilder(URI.create(address))
                        .header("Content-Type", "application/json")
                        .header("X-Tabby-Signature", "local-secret")
                        .POST(BodyPublishers.ofString(json))
                        .build(),
                BodyHandlers.ofString());
    }

    private static Collection<String> paymentIds(CommandProcess listen) {
        return listen.lines().stream()
                .map(line -> JsonMapper.shared().readTree(line).path("PaymentId").asString())
                .toList();
    }
}
