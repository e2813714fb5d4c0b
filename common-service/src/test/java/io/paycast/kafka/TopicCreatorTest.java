package io.paycast.kafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.paycast.testsupport.KafkaUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.Executors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.errors.InvalidReplicationFactorException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;

class TopicCreatorTest {

    private static final Duration TIMEOUT = Duration.ofSeconds(30);

    private final String name = "topic-" + UUID.randomUUID();

    @Test
    void createsAMissingTopicAndLeavesAnExistingOneAsItIs() throws Exception {
        try (var admin = admin(KafkaUnderTest.bootstrapServers())) {
            assertThat(TopicCreator.createIfMissing(admin, topic(2), TIMEOUT)).isTrue();
            assertThat(TopicCreator.createIfMissing(admin, topic(3), TIMEOUT)).isFalse();

            // The controller has created it; the broker knows it a moment later.
            await().atMost(TIMEOUT).until(() -> admin.listTopics().names().get().contains(name));
            var description = admin.describeTopics(List.of(name)).topicNameValues().get(name);
            assertThat(requireNonNull(description).get().partitions()).hasSize(2);
        }
    }

    @Test
    void createsATopicOnceForTwoInstancesAtTheSameTime() throws Exception {
        try (var first = admin(KafkaUnderTest.bootstrapServers());
                var second = admin(KafkaUnderTest.bootstrapServers());
                var threads = Executors.newFixedThreadPool(2)) {
            List<Callable<Boolean>> creators =
                    List.of(
                            () -> TopicCreator.createIfMissing(first, topic(1), TIMEOUT),
                            () -> TopicCreator.createIfMissing(second, topic(1), TIMEOUT));
            int created = 0;
            for (var result : threads.invokeAll(creators)) {
                created += result.get() ? 1 : 0;
            }
            assertThat(created).isEqualTo(1);
        }
    }

    @Test
    void reportsWhyTheBrokerRefuses() {
        try (var admin = admin(KafkaUnderTest.bootstrapServers())) {
            var copiesOnAHundredBrokers = new NewTopic(name, 1, (short) 100);

            assertThatThrownBy(() ->
                            TopicCreator.createIfMissing(admin, copiesOnAHundredBrokers, TIMEOUT))
                    .isInstanceOf(InvalidReplicationFactorException.class);
        }
    }

    @Test
    void doesNotWaitLongerThanTheTimeout() {
        try (var admin = admin("127.0.0.1:1")) {
            assertThatThrownBy(() ->
                            TopicCreator.createIfMissing(admin, topic(1), Duration.ofMillis(50)))
                    .isInstanceOf(TimeoutException.class);
        }
    }

    private NewTopic topic(int partitions) {
        return new NewTopic(name, partitions, (short) 1);
    }

    private static Admin admin(String bootstrapServers) {
        return Admin.create(
                Map.of(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, (Object) bootstrapServers));
    }
}
