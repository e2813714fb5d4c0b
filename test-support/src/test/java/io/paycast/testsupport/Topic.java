package io.paycast.testsupport;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Creates, writes and reads a topic of one partition. */
record Topic(String bootstrapServers, String name) {

    void create() throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(name, Optional.of(1), Optional.empty())))
                    .all()
                    .get(1, TimeUnit.MINUTES);
        }
    }

    /** Writes a record and returns once the broker has acknowledged it. */
    void write(String value) throws Exception {
        write(value, Duration.ofMinutes(1));
    }

    /** Writes a record, and waits at most this long for the topic to exist. */
    void write(String value, Duration maxWait) throws Exception {
        try (var producer =
                new KafkaProducer<>(
                        Map.of(
                                "bootstrap.servers",
                                bootstrapServers,
                                "acks",
                                "all",
                                "max.block.ms",
                                maxWait.toMillis()),
                        new StringSerializer(),
                        new StringSerializer())) {
            producer.send(new ProducerRecord<>(name, value)).get(1, TimeUnit.MINUTES);
        }
    }

    List<String> read(int count) {
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of("bootstrap.servers", bootstrapServers),
                        new StringDeserializer(),
                        new StringDeserializer())) {
            var partitions = List.of(new TopicPartition(name, 0));
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            var values = new ArrayList<String>();
            await().atMost(Duration.ofMinutes(1))
                    .pollInSameThread()
                    .until(() -> {
                        consumer.poll(Duration.ofMillis(100))
                                .forEach(record -> values.add(record.value()));
                        return values.size() >= count;
                    });
            return values;
        }
    }
}
