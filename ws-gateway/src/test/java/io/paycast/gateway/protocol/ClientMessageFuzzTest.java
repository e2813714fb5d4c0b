package io.paycast.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.References;
import io.paycast.testsupport.Fuzzer;
import java.util.Map;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** Feeds mutated messages of clients to their parser. */
class ClientMessageFuzzTest {

    private static final JsonMapper JSON = JsonMapper.shared();

    @Test
    void understandsAMessageOrRefusesItWithASentence() {
        Fuzzer.of(ClientMessageFuzzTest.class, "client-message")
                .withWords(
                        "\"orders\":[\"o\"],",
                        "\"payments\":[],",
                        "{\"type\":\"subscribe\",",
                        "\"token\":\"t\",",
                        "\\u0000",
                        "\\ud800",
                        "[[[[[[[[",
                        "\"o\",")
                .allocatingAtMost(300_000, 60)
                .run(ClientMessageFuzzTest::check);
    }

    private static Object check(byte[] bytes) {
        return switch (ClientMessage.parse(new String(bytes, UTF_8))) {
            case ClientMessage.Ping ping -> "ping";
            case ClientMessage.Refresh(var token) -> {
                assertThat(new ClientMessage.Refresh(token).toString()).isEqualTo("Refresh[…]");
                yield "refresh";
            }
            case ClientMessage.Subscribe subscribe -> {
                checkSubscription(subscribe);
                yield subscribe.orders().isEmpty() + " " + subscribe.payments().isEmpty();
            }
            case ClientMessage.Invalid(var code, var message) -> {
                assertThat(message).matches("[\"A-Z][^\\x00-\\x1f]{5,200}\\.");
                var sent = JSON.readTree(ServerMessage.error(code, message));
                assertThat(sent.path("code").asString()).isEqualTo(code.wireName());
                yield code;
            }
        };
    }

    private static void checkSubscription(ClientMessage.Subscribe subscribe) {
        var orders = subscribe.orders();
        var payments = subscribe.payments();
        assertThat(orders.size() + payments.size()).isBetween(1, ClientMessage.MAX_SUBSCRIPTIONS);
        assertThat(orders).allMatch(References::isOrder);
        assertThat(payments).allMatch(References::isPayment);
        var again = Map.of("type", "subscribe", "orders", orders, "payments", payments);
        assertThat(ClientMessage.parse(JSON.writeValueAsString(again))).isEqualTo(subscribe);
    }
}
