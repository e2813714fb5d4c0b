package io.paycast.events.tabby;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import java.nio.file.Path;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.stream.Stream;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Parses each body of {@code docs/wire/tabby.json} and compares with the record next to it. */
class WireExamplesTest {

    private static final JsonNode EXAMPLES =
            JsonMapper.shared().readTree(Path.of("../docs/wire/tabby.json").toFile());
    private static final Instant RECEIVED_AT =
            Instant.parse(EXAMPLES.path("receivedAt").asString());

    static Stream<Named<JsonNode>> examples() {
        return EXAMPLES.path("cases")
                .valueStream()
                .map(example -> Named.of(example.path("name").asString(), example));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("examples")
    void turnsABodyIntoTheDocumentedRecord(JsonNode example) {
        var expected = example.path("record");
        switch (new TabbyParser().parse(example.path("body").asString().getBytes(UTF_8))) {
            case ParsedWebhook.ValidPayment(var payment, _) ->
                    assertRecord(
                            new PaymentEventCodec()
                                    .encode(PaymentEvent.of("ae", RECEIVED_AT, payment), null),
                            expected);
            case ParsedWebhook.ValidDispute(var dispute, _) ->
                    assertRecord(
                            new DisputeCodec()
                                    .encode(DisputeEvent.of("ae", RECEIVED_AT, dispute), null),
                            expected);
            case ParsedWebhook.Invalid invalid -> assertReason(invalid, example.path("refused"));
            case ParsedWebhook.Unknown(var what) -> assertReason(what, example.path("unknown"));
        }
    }

    private static void assertReason(ParsedWebhook.Invalid actual, JsonNode expected) {
        assertThat(actual.field()).isEqualTo(expected.path("field").asString(""));
        assertThat(actual.reason()).isEqualTo(expected.path("reason").asString(""));
    }

    private static void assertRecord(ProducerRecord<String, byte[]> message, JsonNode expected) {
        var headers = new LinkedHashMap<String, String>();
        message.headers().forEach(h -> headers.put(h.key(), new String(h.value(), UTF_8)));
        var expectedHeaders = new LinkedHashMap<String, String>();
        expected.path("headers").forEachEntry((k, v) -> expectedHeaders.put(k, v.asString()));
        assertThat(message.topic()).isEqualTo(expected.path("topic").asString());
        assertThat(message.key()).isEqualTo(expected.path("key").asString());
        assertThat(headers).isEqualTo(expectedHeaders);
        assertThat(new String(message.value(), UTF_8)).isEqualTo(expected.path("value").asString());
    }
}
