package io.paycast.gateway.protocol;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class ClientMessageTest {

    /** A parser that remembered names would keep 12,000 of them, each as long as a message. */
    @Test
    void remembersNoNamesThatClientsSend() {
        var message = "{\"type\":\"ping\",\"%s\":0}".formatted("n".repeat(15_000));
        assertThat(ClientMessage.parse(message)).isEqualTo(new ClientMessage.Ping());
        assertThat(lastName(message)).isEqualTo(lastName(message)).isNotSameAs(lastName(message));
    }

    private static String lastName(String message) {
        return ClientMessage.Reader.JSON.readTree(message).propertyNames().stream()
                .toList()
                .getLast();
    }
}
