package io.paycast.gateway.protocol;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentState;
import io.paycast.events.tabby.ParsedWebhook;
import io.paycast.events.tabby.TabbyParser;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Messages match the examples in {@code docs/wire} to the byte. */
class WireExamplesTest {

    private static final JsonNode UPDATES = read("updates");
    private static final JsonNode SERVER = read("server-messages");
    private static final JsonNode CLIENT = read("client-messages");
    private static final JsonNode ENDINGS = read("close-codes");

    private static JsonNode read(String name) {
        return JsonMapper.shared().readTree(Path.of("../docs/wire/" + name + ".json").toFile());
    }

    private static Stream<Named<JsonNode>> cases(JsonNode file) {
        return file.path("cases")
                .valueStream()
                .map(example -> Named.of(example.path("name").asString(), example));
    }

    static Stream<Named<JsonNode>> updates() {
        return cases(UPDATES);
    }

    static Stream<Named<JsonNode>> serverMessages() {
        return cases(SERVER);
    }

    static Stream<Named<JsonNode>> clientMessages() {
        return cases(CLIENT);
    }

    static Stream<Named<JsonNode>> endings() {
        return cases(ENDINGS);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("updates")
    void turnsWebhooksIntoTheUpdate(JsonNode example) {
        PaymentState state = null;
        String text = null;
        for (var webhook : example.path("webhooks")) {
            var event = eventOf(webhook);
            var before = state == null ? null : state.view();
            state = PaymentState.merge(state, event);
            text = state.view().equals(before) ? null : written(state, event);
        }
        assertThat(text).isEqualTo(textOf(example));
    }

    private static PaymentEvent eventOf(JsonNode webhook) {
        var parsed = new TabbyParser().parse(webhook.path("body").toString().getBytes(UTF_8));
        return PaymentEvent.of(
                webhook.path("merchant").asString(),
                sourceOf(webhook),
                Instant.parse(webhook.path("receivedAt").asString()),
                ((ParsedWebhook.ValidPayment) parsed).payment());
    }

    private static PaymentEvent.Source sourceOf(JsonNode webhook) {
        var source = webhook.path("source").asString("webhook");
        return PaymentEvent.Source.valueOf(source.toUpperCase(Locale.ROOT).replace('-', '_'));
    }

    private static String written(PaymentState state, PaymentEvent event) {
        var cursor = UPDATES.path("cursor").asString();
        return new String(
                new UpdateWriter()
                        .write(
                                state.view(),
                                state.corrected(),
                                event.id(),
                                event.receivedAt(),
                                cursor),
                UTF_8);
    }

    private static @Nullable String textOf(JsonNode example) {
        return example.path("text").isNull() ? null : example.path("text").asString();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("serverMessages")
    void writesServerMessages(JsonNode example) {
        var message = example.path("message");
        byte[] bytes =
                switch (message.path("type").asString()) {
                    case "pong" -> ServerMessage.pong();
                    case "error" ->
                            ServerMessage.error(
                                    codeOf(message), message.path("message").asString());
                    case "welcome" ->
                            ServerMessage.welcome(
                                    message.path("cursor").asString(),
                                    message.path("complete").asBoolean(),
                                    message.path("replayed").asInt(),
                                    message.path("pingSeconds").asLong());
                    default -> ServerMessage.done(message.path("type").asString());
                };
        assertThat(new String(bytes, UTF_8)).isEqualTo(textOf(example));
    }

    private static ErrorCode codeOf(JsonNode message) {
        return Arrays.stream(ErrorCode.values())
                .filter(code -> code.wireName().equals(message.path("code").asString()))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void hasAnExampleOfEveryError() {
        assertThat(SERVER.path("cases").valueStream().map(c -> c.at("/message/code").asString("")))
                .containsAll(Arrays.stream(ErrorCode.values()).map(ErrorCode::wireName).toList());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("clientMessages")
    void readsClientMessages(JsonNode example) {
        var understood = JsonMapper.shared().createObjectNode();
        switch (ClientMessage.parse(example.path("text").asString())) {
            case ClientMessage.Ping() -> understood.put("type", "ping");
            case ClientMessage.Subscribe(var orders, var payments) -> {
                understood.put("type", "subscribe");
                understood.set("orders", JsonMapper.shared().valueToTree(orders));
                understood.set("payments", JsonMapper.shared().valueToTree(payments));
            }
            case ClientMessage.Refresh(var token) ->
                    understood.put("type", "refresh").put("token", token);
            case ClientMessage.Invalid(var code, var message) ->
                    understood
                            .put("type", "error")
                            .put("code", code.wireName())
                            .put("message", message);
        }
        assertThat(understood).isEqualTo(example.path("understood"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("endings")
    void writesCloseFrames(JsonNode example) {
        var code = CloseCode.valueOf(example.path("name").asString());
        var reason = example.path("reason").asString();
        var frame = Frames.close(code.code(), reason);
        assertThat(code.code()).isEqualTo(example.path("code").asInt());
        assertThat(code.clientAction().name()).isEqualTo(example.path("clientAction").asString());
        assertThat(ENDINGS.path("clientActions").has(code.clientAction().name())).isTrue();
        assertThat(frame.skipBytes(4).toString(UTF_8)).isEqualTo(reason);
    }

    @Test
    void hasAnExampleOfEveryCloseCode() {
        assertThat(ENDINGS.path("cases").valueStream().map(c -> c.path("name").asString()))
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(CloseCode.values()).map(Enum::name).toList());
    }
}
