package io.paycast.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.KafkaUnderTest;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;

/** The record times that a real broker reports. */
class RecordTimesTest {

    private static final Map<String, Object> KAFKA =
            Map.of("bootstrap.servers", KafkaUnderTest.bootstrapServers());
    private static final Instant LONG_AGO = Instant.parse("2020-01-01T00:00:00Z");

    @Test
    void reportsTheNewestTimeOfEachPartitionByTheProducersClock() throws Exception {
        var topic = topic("CreateTime");
        send(topic, LONG_AGO);
        send(topic, LONG_AGO.minusSeconds(60));
        var times = recordTimes(topic);
        assertThat(times.ofBroker()).isFalse();
        assertThat(times.newest()).isEqualTo(Map.of(new TopicPartition(topic, 0), LONG_AGO));
    }

    @Test
    void reportsTheBrokersTimeWhateverTheProducersClock() throws Exception {
        var topic = topic("LogAppendTime");
        send(topic, LONG_AGO);
        var times = recordTimes(topic);
        assertThat(times.ofBroker()).isTrue();
        assertThat(times.newest()).containsOnlyKeys(new TopicPartition(topic, 0));
        assertThat(times.newest().values()).allMatch(LONG_AGO::isBefore);
    }

    private static TopicProbe.RecordTimes recordTimes(String topic) {
        try (var probe = new AdminTopicProbe(Admin.create(KAFKA), topic)) {
            return probe.recordTimes(
                    List.of(new TopicPartition(topic, 0), new TopicPartition(topic, 1)));
        }
    }

    /** A topic with two partitions, the second of which stays empty. */
    private static String topic(String timestampType)
            throws ExecutionException, InterruptedException {
        var name = "times-" + UUID.randomUUID();
        try (var admin = Admin.create(KAFKA)) {
            admin.createTopics(
                            List.of(
                                    new NewTopic(name, Optional.of(2), Optional.empty())
                                            .configs(
                                                    Map.of(
                                                            "message.timestamp.type",
                                                            timestampType,
                                                            // older than what a broker keeps
                                                            "retention.ms",
                                                            "-1"))))
                    .all()
                    .get();
        }
        return name;
    }

    private static void send(String topic, Instant time)
            throws ExecutionException, InterruptedException {
        try (var producer =
                new KafkaProducer<>(KAFKA, new StringSerializer(), new StringSerializer())) {
            producer.send(new ProducerRecord<>(topic, 0, time.toEpochMilli(), "key", "value"))
                    .get();
        }
    }
}
