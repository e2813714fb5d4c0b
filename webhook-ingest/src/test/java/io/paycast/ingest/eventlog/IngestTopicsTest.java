package io.paycast.ingest.eventlog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.paycast.events.Topics;
import io.paycast.testsupport.RestartableKafka;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class IngestTopicsTest {

    private final RestartableKafka kafka = RestartableKafka.started();
    private final IngestTopics topics =
            new IngestTopics(new TopicSettings(2, 1, Duration.ofHours(36)), Duration.ofSeconds(20));
    private Admin admin;

    @BeforeEach
    void connect() {
        admin =
                Admin.create(
                        Map.of(
                                AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                                kafka.bootstrapServers()));
    }

    @AfterEach
    void stop() {
        admin.close();
        kafka.close();
    }

    @Test
    void createsMissingTopicsFromTheSettings() throws Exception {
        topics.ensure(admin);

        awaitTopics(IngestTopics.TOPICS);
        for (var topic : List.of(Topics.PAYMENT_EVENTS, Topics.QUARANTINE, Topics.DISPUTES)) {
            assertThat(partitionsOf(topic)).isEqualTo(2);
            assertThat(configOf(topic, "retention.ms")).isEqualTo("129600000");
            assertThat(configOf(topic, "min.insync.replicas")).isEqualTo("1");
            assertThat(configOf(topic, "cleanup.policy")).isEqualTo("delete");
            assertThat(configOf(topic, "message.timestamp.type")).isEqualTo("LogAppendTime");
        }
    }

    @Test
    void leavesAnExistingTopicAndLogsTheDifference(CapturedOutput output) throws Exception {
        admin.createTopics(
                        List.of(
                                new NewTopic(Topics.PAYMENT_EVENTS, 3, (short) 1)
                                        .configs(Map.of("retention.ms", "1000000"))))
                .all()
                .get();
        awaitTopics(List.of(Topics.PAYMENT_EVENTS));

        topics.ensure(admin);

        assertThat(partitionsOf(Topics.PAYMENT_EVENTS)).isEqualTo(3);
        assertThat(configOf(Topics.PAYMENT_EVENTS, "retention.ms")).isEqualTo("1000000");
        assertThat(output)
                .contains("topic=payment-events partitions=3 paycast.ingest.topics.partitions=2")
                .contains("topic=payment-events retention.ms=1000000")
                .contains("topic=payment-events message.timestamp.type=CreateTime");
        topics.ensure(admin);
    }

    @Test
    void requiresAllButOneReplicaInSync() {
        assertThat(new TopicSettings(1, 1, Duration.ofDays(1)).minInSyncReplicas()).isEqualTo(1);
        assertThat(new TopicSettings(1, 3, Duration.ofDays(1)).minInSyncReplicas()).isEqualTo(2);
    }

    /** The controller has created them; the broker knows them a moment later. */
    private void awaitTopics(List<String> names) {
        await().atMost(Duration.ofMinutes(1))
                .until(() -> admin.listTopics().names().get().containsAll(names));
    }

    private int partitionsOf(String topic) throws Exception {
        var description = admin.describeTopics(Set.of(topic)).allTopicNames().get().get(topic);
        return Objects.requireNonNull(description).partitions().size();
    }

    private String configOf(String topic, String name) throws Exception {
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        var config = admin.describeConfigs(Set.of(resource)).all().get().get(resource);
        return Objects.requireNonNull(config).get(name).value();
    }
}
