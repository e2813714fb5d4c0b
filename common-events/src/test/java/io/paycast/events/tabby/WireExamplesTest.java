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

/** Each body of {@code docs/wire/tabby.json} becomes the record that stands beside it. */
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
    void aBodyBecomesWhatIsWrittenBesideIt(JsonNode example) {
        var wanted = example.path("record");
        switch (new TabbyParser().parse(example.path("body").asString().getBytes(UTF_8))) {
            case ParsedWebhook.ValidPayment(var payment) ->
                    assertRecord(
                            new PaymentEventCodec()
                                    .encode(PaymentEvent.of("ae", RECEIVED_AT, payment), null),
                            wanted);
            case ParsedWebhook.ValidDispute(var dispute) ->
                    assertRecord(
                            new DisputeCodec()
                                    .encode(DisputeEvent.of("ae", RECEIVED_AT, dispute), null),
                            wanted);
            case ParsedWebhook.Invalid(var field, var reason) -> {
                assertThat(field).isEqualTo(example.path("refused").path("field").asString(""));
                assertThat(reason).isEqualTo(example.path("refused").path("reason").asString(""));
            }
        }
    }

    private static void assertRecord(ProducerRecord<String, byte[]> message, JsonNode wanted) {
        var headers = new LinkedHashMap<String, String>();
        message.headers().forEach(h -> headers.put(h.key(), new String(h.value(), UTF_8)));
        var wantedHeaders = new LinkedHashMap<String, String>();
        wanted.path("headers").forEachEntry((k, v) -> wantedHeaders.put(k, v.asString()));
        assertThat(message.topic()).isEqualTo(wanted.path("topic").asString());
        assertThat(message.key()).isEqualTo(wanted.path("key").asString());
        assertThat(headers).isEqualTo(wantedHeaders);
        assertThat(new String(message.value(), UTF_8)).isEqualTo(wanted.path("value").asString());
    }
}
