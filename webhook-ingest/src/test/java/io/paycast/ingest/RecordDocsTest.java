package io.paycast.ingest;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.Topics;
import io.paycast.testsupport.AsyncApiFile;
import io.paycast.testsupport.KafkaUnderTest;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/**
 * Sends each body of {@code docs/wire/tabby.json}, and compares the response and the record on
 * Kafka with that file and with the AsyncAPI file.
 */
class RecordDocsTest {

    private static final Map<String, String> MESSAGES =
            Map.of(
                    Topics.PAYMENT_EVENTS, "paymentEvent",
                    Topics.DISPUTES, "disputeEvent",
                    Topics.QUARANTINE, "quarantined");
    private static final String TIMES = "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z";

    @Test
    void writesTheDocumentedRecords() throws IOException {
        var docs =
                AsyncApiFile.of(
                        Files.readString(
                                Path.of(
                                        "../ws-gateway/src/main/resources/paycast-docs/paycast.asyncapi.json")));
        var wire = AsyncApiFile.exact(Files.readString(Path.of("../docs/wire/tabby.json")));
        var kafka = KafkaUnderTest.bootstrapServers();
        try (var ingest = IngestUnderTest.ready(kafka);
                var consumers = new TopicConsumers(kafka)) {
            for (var example : wire.path("cases")) {
                var response = ingest.post(example.path("body").asString());
                assertThat(response.statusCode()).isEqualTo(example.has("refused") ? 422 : 200);
                assertThat(response.body())
                        .contains(example.at("/unknown/reason").asString(""))
                        .hasSizeGreaterThanOrEqualTo(example.has("unknown") ? 1 : 0);
                var topic = example.at("/record/topic").asString();
                var message = consumers.of(topic).next();
                var headers = new TreeMap<>(TopicConsumer.headersOf(message));
                var value = new String(message.value(), UTF_8);

                var name = MESSAGES.getOrDefault(topic, topic);
                assertThat(docs.flawsOfHeaders(name, headers)).isEmpty();
                assertThat(docs.flawsOfKey(name, message.key())).isEmpty();
                if (!topic.equals(Topics.QUARANTINE)) {
                    assertThat(docs.flawsOf(name, value)).isEmpty();
                }
                assertThat(message.key()).isEqualTo(example.at("/record/key").asString());
                assertThat(value).isEqualTo(example.at("/record/value").asString());
                assertThat(withoutTimes(headers))
                        .isEqualTo(withoutTimes(headersOf(example.at("/record/headers"))));
            }
        }
    }

    private static Map<String, String> headersOf(JsonNode node) {
        var headers = new TreeMap<String, String>();
        node.forEachEntry((name, value) -> headers.put(name, value.asString()));
        return headers;
    }

    private static Map<String, String> withoutTimes(Map<String, String> headers) {
        var without = new TreeMap<>(headers);
        without.replaceAll((name, value) -> value.matches(TIMES) ? "a time" : value);
        return without;
    }

    private record TopicConsumers(
            TopicConsumer payments, TopicConsumer disputes, TopicConsumer quarantine)
            implements AutoCloseable {

        TopicConsumers(String kafka) {
            this(
                    new TopicConsumer(kafka, Topics.PAYMENT_EVENTS),
                    new TopicConsumer(kafka, Topics.DISPUTES),
                    new TopicConsumer(kafka, Topics.QUARANTINE));
        }

        TopicConsumer of(String topic) {
            return switch (topic) {
                case Topics.PAYMENT_EVENTS -> payments;
                case Topics.DISPUTES -> disputes;
                default -> quarantine;
            };
        }

        @Override
        public void close() {
            payments.close();
            disputes.close();
            quarantine.close();
        }
    }
}
