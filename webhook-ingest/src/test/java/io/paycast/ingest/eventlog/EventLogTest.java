package io.paycast.ingest.eventlog;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** Tests the event log on Kafka's {@link MockProducer}, which acknowledges on command. */
class EventLogTest {

    private static final AppendResult ACKNOWLEDGED = new AppendResult.Acknowledged();

    private final List<MockProducer<String, byte[]>> opened = new ArrayList<>();
    private final EventLog log =
            new EventLog(
                    () -> {
                        opened.add(
                                new MockProducer<>(
                                        false,
                                        new RoundRobinPartitioner(),
                                        new StringSerializer(),
                                        new ByteArraySerializer()));
                        return opened.getLast();
                    },
                    Duration.ofSeconds(1));
    private final List<AppendResult> results = new ArrayList<>();

    @Test
    void reportsARecordOnceKafkaAcknowledgesIt() {
        log.open();

        append();

        assertThat(results).isEmpty();
        opened.getFirst().completeNext();
        assertThat(results).containsExactly(ACKNOWLEDGED);
    }

    @Test
    void reportsARecordThatKafkaDidNotAcknowledgeInTime() {
        log.open();

        append();
        opened.getFirst().errorNext(new TimeoutException("late"));

        assertThat(results).containsExactly(new AppendResult.NotAcknowledged("TimeoutException"));
    }

    @Test
    void acknowledgesNothingBeforeItIsOpen() {
        append();

        assertThat(results).containsExactly(new AppendResult.NotAcknowledged("NotConnectedYet"));
    }

    @Test
    void replacesAProducerThatFailed() {
        log.open();
        opened.getFirst().sendException = new KafkaException("in an error state");

        append();
        append();
        log.open();
        append();
        opened.getLast().completeNext();

        assertThat(results)
                .containsExactly(
                        new AppendResult.NotAcknowledged("KafkaException"),
                        new AppendResult.NotAcknowledged("NotConnectedYet"),
                        ACKNOWLEDGED);
        assertThat(opened).hasSize(2);
        assertThat(opened.getFirst().closed()).isTrue();
    }

    @Test
    void opensOnlyOneProducer() {
        log.open();
        log.open();

        assertThat(opened).hasSize(1);
    }

    @Test
    void requestsTheMetadataOfAllTopicsAtOnce() {
        var asked = new ArrayList<String>();
        var slow =
                new MockProducer<>(
                        false,
                        new RoundRobinPartitioner(),
                        new StringSerializer(),
                        new ByteArraySerializer()) {
                    @Override
                    public List<PartitionInfo> partitionsFor(String topic) {
                        asked.add(topic);
                        if (asked.size() <= 2) {
                            throw new TimeoutException("not known yet");
                        }
                        return List.of(new PartitionInfo(topic, 0, null, null, null));
                    }
                };
        var slowLog = new EventLog(() -> slow, Duration.ofSeconds(1));
        slowLog.open();

        assertThat(slowLog.hasMetadata(List.of("one", "two"))).isFalse();
        assertThat(asked).containsExactly("one", "two");
        assertThat(slowLog.hasMetadata(List.of("one", "two"))).isTrue();
    }

    private void append() {
        log.append(new ProducerRecord<>("topic", "key", new byte[1]), results::add);
    }
}
