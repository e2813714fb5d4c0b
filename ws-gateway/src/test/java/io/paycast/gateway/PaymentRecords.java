package io.paycast.gateway;

import io.paycast.events.CurrencyCode;
import io.paycast.events.MoneyMovement;
import io.paycast.events.PaymentEvent;
import io.paycast.events.PaymentEventCodec;
import io.paycast.events.PaymentSnapshot;
import io.paycast.events.PaymentStatus;
import io.paycast.events.Topics;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** Publishes payment events as ingest does. */
public final class PaymentRecords implements AutoCloseable {

    private final PaymentEventCodec codec = new PaymentEventCodec();
    private final KafkaProducer<String, byte[]> producer;
    private long sent;

    public PaymentRecords(String bootstrapServers) {
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0),
                        new StringSerializer(),
                        new ByteArraySerializer());
        createTopics(bootstrapServers);
    }

    private static void createTopics(String bootstrapServers) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            var topics =
                    List.of(
                            new NewTopic(Topics.PAYMENT_EVENTS, Optional.of(3), Optional.empty()),
                            new NewTopic(Topics.REVOCATIONS, Optional.of(1), Optional.empty()));
            for (var made : admin.createTopics(topics).values().values()) {
                made.get();
            }
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw new AssertionError(e);
            }
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    public static PaymentEvent event(String payment, PaymentStatus status, String order) {
        return event(payment, status, order, "150.00", CurrencyCode.AED);
    }

    /** An event of any merchant, live or in test mode. */
    public static PaymentEvent event(
            String merchant, boolean test, String payment, PaymentStatus status, String order) {
        return PaymentEvent.of(
                merchant,
                Instant.now(),
                new PaymentSnapshot(
                        payment,
                        status,
                        new BigDecimal("150.00"),
                        CurrencyCode.AED,
                        order,
                        List.of(),
                        List.of(),
                        test,
                        false,
                        null,
                        null,
                        null));
    }

    public static PaymentEvent event(
            String payment,
            PaymentStatus status,
            String order,
            String amount,
            CurrencyCode currency,
            MoneyMovement... captures) {
        return PaymentEvent.of(
                "ae",
                Instant.now(),
                new PaymentSnapshot(
                        payment,
                        status,
                        new BigDecimal(amount),
                        currency,
                        order,
                        List.of(captures),
                        List.of(),
                        false,
                        false,
                        null,
                        null,
                        null));
    }

    public void send(PaymentEvent... events) {
        for (var event : events) {
            send(codec.encode(event, null));
        }
    }

    public void send(ProducerRecord<String, byte[]> message) {
        try {
            producer.send(message).get();
            sent++;
        } catch (InterruptedException | ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** The number of records that the broker has accepted. */
    public long sent() {
        return sent;
    }

    @Override
    public void close() {
        producer.close(Duration.ofSeconds(1));
    }
}
