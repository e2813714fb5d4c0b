package io.paycast.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.junit.jupiter.api.Test;

class KafkaUnderTestTest {

    @Test
    void keepsWhatIsWritten() throws Exception {
        var topic = new Topic(KafkaUnderTest.bootstrapServers(), "keeps-what-is-written");
        topic.create();

        topic.write("first");
        topic.write("second");

        assertThat(topic.read(2)).containsExactly("first", "second");
    }

    @Test
    void makesNoTopicThatNobodyCreated() {
        var topic = new Topic(KafkaUnderTest.bootstrapServers(), "nobody-created-this");

        assertThatThrownBy(() -> topic.write("lost"))
                .hasRootCauseInstanceOf(UnknownTopicOrPartitionException.class);
    }

    @Test
    void isOneBrokerForTheWholeRun() {
        assertThat(KafkaUnderTest.bootstrapServers()).isEqualTo(KafkaUnderTest.bootstrapServers());
    }
}
