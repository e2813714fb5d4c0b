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
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;

/**
 * Publishes payment events as ingest does.
 *
 * <p>Test classes share a broker, and a socket that resumes or rewinds sees what the classes before
 * it have sent. A gateway merges all events of a payment, whoever has sent them. So an order and a
 * payment belong to the first instance that sends an event of them.
 */
public final class PaymentRecords implements AutoCloseable {

    private static final Map<String, PaymentRecords> OWNERS = new ConcurrentHashMap<>();

    private final PaymentEventCodec codec = new PaymentEventCodec();
    private final String clusterId;
    private final KafkaProducer<String, byte[]> producer;
    private long sent;

    public PaymentRecords(String bootstrapServers) {
        this.producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", bootstrapServers, "linger.ms", 0),
                        new StringSerializer(),
                        new ByteArraySerializer());
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            createTopics(admin);
            this.clusterId = await(admin.describeCluster().clusterId());
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Creates those that the gateway reads and that do not exist yet. */
    public static void createTopics(String bootstrapServers) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            createTopics(admin);
        }
    }

    private static void createTopics(Admin admin) {
        var topics =
                List.of(
                        new NewTopic(Topics.PAYMENT_EVENTS, Optional.of(3), Optional.empty()),
                        new NewTopic(Topics.REVOCATIONS, Optional.of(1), Optional.empty()));
        for (var created : admin.createTopics(topics).values().values()) {
            try {
                await(created);
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof TopicExistsException)) {
                    throw new AssertionError(e);
                }
            }
        }
    }

    private static <T> T await(Future<T> response) throws ExecutionException {
        try {
            return response.get();
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
            requireOwn("order", event.payment().orderReference());
            requireOwn("payment", event.payment().paymentId());
            send(codec.encode(event, null));
        }
    }

    private void requireOwn(String kind, @Nullable String name) {
        var owner = OWNERS.putIfAbsent(clusterId + " " + kind + " " + name, this);
        if (owner != null && owner != this) {
            throw new AssertionError(
                    "another test class has sent events of %s '%s': name it after the test"
                            .formatted(kind, name));
        }
    }

    public void send(ProducerRecord<String, byte[]> message) {
        try {
            await(producer.send(message));
            sent++;
        } catch (ExecutionException e) {
            throw new AssertionError(e);
        }
    }

    /** Counts a record that another producer has sent, so that a gateway is awaited for it, too. */
    public void countOther() {
        sent++;
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
