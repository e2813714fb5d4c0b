package io.paycast.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paycast.testsupport.KafkaUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.TopicConfig;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TopicDurabilityTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    @ParameterizedTest
    @CsvSource({
        "3, 1, 1, a lost broker loses records",
        "3, 3, 1, can lose acknowledged records",
        "3, 2, 1, can lose acknowledged records",
        "3, 3, 3, a lost broker stops writes",
        "3, 2, 3, no record can be written"
    })
    void namesTheRisk(int brokers, int replicas, int minInSync, String sentence) {
        assertThat(TopicDurability.risks(brokers, replicas, minInSync))
                .singleElement()
                .asString()
                .contains(sentence);
    }

    @ParameterizedTest
    @CsvSource({"1, 1, 1", "3, 3, 2", "5, 5, 3"})
    void acceptsSafeSettings(int brokers, int replicas, int minInSync) {
        assertThat(TopicDurability.risks(brokers, replicas, minInSync)).isEmpty();
    }

    @Test
    void readsTheSettingsFromTheBroker() throws Exception {
        try (var admin = admin()) {
            var safe = "topic-" + UUID.randomUUID();
            var unwritable = "topic-" + UUID.randomUUID();
            TopicCreator.createIfMissing(admin, new NewTopic(safe, 1, (short) 1), TIMEOUT);
            TopicCreator.createIfMissing(
                    admin,
                    new NewTopic(unwritable, 2, (short) 1)
                            .configs(Map.of(TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG, "2")),
                    TIMEOUT);
            // The controller has created them; the broker knows them a moment later.
            await().atMost(TIMEOUT)
                    .until(() ->
                            admin.listTopics()
                                    .names()
                                    .get()
                                    .containsAll(List.of(safe, unwritable)));

            assertThat(TopicDurability.risks(admin, safe, TIMEOUT)).isEmpty();
            assertThat(TopicDurability.risks(admin, unwritable, TIMEOUT))
                    .containsExactly(
                            "min.insync.replicas is 2, but it has 1 replicas: no record can be"
                                    + " written.");
        }
    }

    private static Admin admin() {
        return Admin.create(
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        (Object) KafkaUnderTest.bootstrapServers()));
    }
}
