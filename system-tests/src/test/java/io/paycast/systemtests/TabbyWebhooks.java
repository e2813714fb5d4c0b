package io.paycast.systemtests;

import java.io.IOException;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Sends webhooks as Tabby documents them, and repeats each until the response is 200. */
final class TabbyWebhooks {

    static final String SECRET = "a-secret-of-some-length-1";

    private static final Duration TIMEOUT = Duration.ofMinutes(3);

    private final List<ServiceProcess> ingests;
    private final AtomicInteger turn = new AtomicInteger();

    TabbyWebhooks(List<ServiceProcess> ingests) {
        this.ingests = ingests;
    }

    /**
     * Returns a body with every member that Tabby documents; {@code captures} and {@code refunds}
     * are JSON arrays.
     */
    static String body(
            String payment,
            String status,
            String amount,
            String currency,
            String order,
            String captures,
            String refunds) {
        boolean closed = status.equals("closed");
        return """
        {"id":"%s","created_at":"2026-11-23T13:08:54Z","expires_at":"2026-11-23T13:28:54Z",
         "closed_at":%s,"status":"%s","is_test":false,"is_expired":%s,"amount":"%s",
         "currency":"%s","order":{"reference_id":"%s"},"captures":%s,"refunds":%s,
         "meta":{"order_id":null,"customer":null},"token":"b2f1"}
        """
                .formatted(
                        payment,
                        closed ? "\"2026-11-23T13:09:45Z\"" : "null",
                        status,
                        status.equals("expired"),
                        amount,
                        currency,
                        order,
                        captures,
                        refunds);
    }

    static String body(String payment, String status) {
        return body(payment, status, "100", "SAR", "order-" + payment, "[]", "[]");
    }

    static String movement(String id, String amount) {
        return """
        {"id":"%s","amount":"%s","created_at":"2026-11-23T13:09:45Z","reference_id":"r"}
        """
                .formatted(id, amount);
    }

    /** Sends to the ingest instances in turn, until one responds 200. */
    void deliver(String body) {
        long end = System.nanoTime() + TIMEOUT.toNanos();
        while (System.nanoTime() < end) {
            var ingest = ingests.get(Math.floorMod(turn.getAndIncrement(), ingests.size()));
            try {
                if (post(ingest, body, SECRET).statusCode() == 200) {
                    return;
                }
            } catch (IOException e) {
                // this instance is down: the next attempt goes to another
            }
            LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(100));
        }
        throw new AssertionError("no response was 200 within " + TIMEOUT);
    }

    static HttpResponse<String> post(ServiceProcess ingest, String body, String secret)
            throws IOException {
        var request =
                HttpRequest.newBuilder(ingest.http("/api/tabby/webhook"))
                        .timeout(Duration.ofSeconds(15))
                        .header("Content-Type", "application/json")
                        .header("X-Tabby-Signature", secret)
                        .POST(BodyPublishers.ofString(body))
                        .build();
        try {
            return ServiceProcess.HTTP.send(request, BodyHandlers.ofString());
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }
}
