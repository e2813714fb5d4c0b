package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static io.paycast.gateway.PaymentRecords.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** A user who may send test notifications, and sends one of another payment each time. */
class TestNotificationFloodTest {

    /** More than one user may send in a minute, and fewer than the test sends. */
    private static final int MAX_PAYMENTS = 350;

    private static final int SENT = 400;

    /** Fewer than one user may have in progress. */
    private static final int AT_ONCE = 50;

    private final String payment = "pay_" + UUID.randomUUID();
    private final String order = "order-" + payment;

    @Test
    void cannotMakeALivePaymentMoveBack() {
        try (var system = GatewayUnderTest.live("paycast.gateway.max-payments=" + MAX_PAYMENTS)) {
            var gateway = system.gateway();
            var shopper = system.tokens().token().subject("shopper").orders(order).signed();
            system.records().send(event(payment, CLOSED, order));
            gateway.awaitAll(system.records());

            var responses = flood(gateway, system.tokens().token("tester", "payments:test"));

            var accepted = responses.stream().filter(it -> it.statusCode() == 200).toList();
            var refused = responses.stream().filter(it -> it.statusCode() == 429).toList();
            assertThat(accepted.size() + refused.size()).isEqualTo(SENT);
            accepted.forEach(_ -> system.records().countOther());
            gateway.awaitAll(system.records());
            try (var client = SocketClient.open(gateway.socket("?token=" + shopper))) {
                assertThat(client.await(1).getFirst().path("Status").asString())
                        .isEqualTo("closed");
                system.records().send(event(payment, AUTHORIZED, order));
                gateway.awaitAll(system.records());
                client.send("{\"type\":\"ping\"}");
                assertThat(client.await(2))
                        .extracting(it -> it.path("type").asString(""))
                        .containsExactly("", "pong");
            }
            assertThat(refused)
                    .isNotEmpty()
                    .allSatisfy(it -> {
                        assertThat(it.body())
                                .contains("may send 300 test notifications per minute");
                        assertThat(it.headers().firstValue("retry-after").orElse(""))
                                .matches("[0-9]+");
                    });
            var other = request(gateway, system.tokens().token("other", "payments:test"), SENT);
            assertThat(gateway.ask(other).statusCode()).isEqualTo(200);
        }
    }

    /** Sends many at once, so that all of them fall into one minute. */
    private List<HttpResponse<String>> flood(RunningGateway gateway, String token) {
        var responses = new ArrayList<HttpResponse<String>>();
        try (var http = HttpClient.newHttpClient()) {
            for (int first = 0; first < SENT; first += AT_ONCE) {
                IntStream.range(first, first + AT_ONCE)
                        .mapToObj(number -> request(gateway, token, number).build())
                        .map(request -> http.sendAsync(request, BodyHandlers.ofString()))
                        .toList()
                        .forEach(response -> responses.add(response.join()));
            }
        }
        return responses;
    }

    private HttpRequest.Builder request(RunningGateway gateway, String token, int number) {
        var body =
                "{\"PaymentId\":\"%s-%d\",\"Status\":\"closed\",\"Amount\":1}"
                        .formatted(payment, number);
        return gateway.request("/api/websocket/test-notification", token)
                .header("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofString(body));
    }
}
