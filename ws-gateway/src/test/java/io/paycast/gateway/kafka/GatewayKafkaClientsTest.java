package io.paycast.gateway.kafka;

import static io.paycast.events.PaymentStatus.CLOSED;
import static io.paycast.gateway.PaymentRecords.event;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.Topics;
import io.paycast.gateway.PaymentRecords;
import io.paycast.testsupport.KafkaUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.springframework.boot.kafka.autoconfigure.KafkaProperties;

class GatewayKafkaClientsTest {

    private static final String KAFKA = KafkaUnderTest.bootstrapServers();

    /** Decision 005 relies on this detail of Kafka's client, which another version may change. */
    @Test
    void handsOverASingleRecordBeforeTheNextFetch() {
        var settings = new KafkaProperties();
        settings.setBootstrapServers(List.of(KAFKA));
        // no request for metadata is on its way while the test counts requests
        settings.getProperties().put("metadata.max.age.ms", "600000");
        var clients = new GatewayKafkaClients(settings);
        try (var records = new PaymentRecords(KAFKA);
                var ahead = clients.singleRecordConsumer();
                var behind = clients.consumer()) {
            for (var consumer : List.of(ahead, behind)) {
                var all =
                        consumer.partitionsFor(Topics.PAYMENT_EVENTS).stream()
                                .map(it -> new TopicPartition(it.topic(), it.partition()))
                                .toList();
                consumer.assign(all);
                consumer.seekToEnd(all);
                all.forEach(consumer::position); // resolves the position before the record is sent
            }
            var payment = "pay_" + UUID.randomUUID();
            records.send(event(payment, CLOSED, payment));
            assertThat(unansweredAfterOne(ahead)).isZero();
            assertThat(unansweredAfterOne(behind)).isEqualTo(1);
        }
    }

    private static int unansweredAfterOne(Consumer<String, byte[]> consumer) {
        Awaitility.await().until(() -> consumer.poll(Duration.ofSeconds(1)).count() == 1);
        return (int) (total(consumer, "request-total") - total(consumer, "response-total"));
    }

    private static double total(Consumer<String, byte[]> consumer, String name) {
        return consumer.metrics().values().stream()
                .filter(it -> it.metricName().name().equals(name))
                .filter(it -> it.metricName().group().equals("consumer-metrics"))
                .mapToDouble(it -> (double) it.metricValue())
                .sum();
    }
}
