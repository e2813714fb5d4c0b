package io.paycast.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class KafkaUnderTestTest {

    @Test
    void storesRecords() throws Exception {
        var topic = new Topic(KafkaUnderTest.bootstrapServers(), "stores-records");
        topic.create();

        topic.write("first");
        topic.write("second");

        assertThat(topic.read(2)).containsExactly("first", "second");
    }

    @Test
    void createsNoTopicAutomatically() {
        var topic = new Topic(KafkaUnderTest.bootstrapServers(), "never-created");

        // the first responses of a slow broker may come later than that
        await().untilAsserted(() ->
                assertThatThrownBy(() -> topic.write("lost", Duration.ofSeconds(1)))
                        .hasRootCauseInstanceOf(UnknownTopicOrPartitionException.class));
    }

    @Test
    void sharesOneBrokerInThisJvm() {
        assertThat(KafkaUnderTest.bootstrapServers()).isEqualTo(KafkaUnderTest.bootstrapServers());
    }
}
