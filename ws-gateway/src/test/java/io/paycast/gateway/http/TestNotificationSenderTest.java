package io.paycast.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Mono;

class TestNotificationSenderTest {

    private static final Duration DEADLINE = Duration.ofSeconds(20);

    private final List<MockProducer<String, byte[]>> producers = new CopyOnWriteArrayList<>();
    private final TestNotificationSender sender =
            new TestNotificationSender(() -> {
                var producer =
                        new MockProducer<>(
                                false,
                                new RoundRobinPartitioner(),
                                new StringSerializer(),
                                new ByteArraySerializer());
                producers.add(producer);
                return producer;
            });

    private Mono<Void> send() {
        var sent = sender.send(new ProducerRecord<>("topic", "key", new byte[1])).cache();
        sent.onErrorComplete().subscribe();
        return sent;
    }

    private MockProducer<String, byte[]> sentWith(int number, int records) {
        Awaitility.await()
                .atMost(DEADLINE)
                .until(() ->
                        producers.size() == number
                                && producers.get(number - 1).history().size() == records);
        return producers.get(number - 1);
    }

    @Test
    void sendsWithOneProducer() {
        var first = send();
        sentWith(1, 1).completeNext();
        first.block(DEADLINE);
        var second = send();
        sentWith(1, 2).completeNext();
        second.block(DEADLINE);
    }

    @Test
    void replacesAProducerAfterAFatalError() {
        var failed = send();
        var fatal = sentWith(1, 1);
        fatal.errorNext(new KafkaException("fatal"));
        assertThatThrownBy(() -> failed.block(DEADLINE)).hasMessageContaining("fatal");
        assertThat(fatal.closed()).isTrue();
        var next = send();
        sentWith(2, 1).completeNext();
        next.block(DEADLINE);
    }

    @Test
    void replacesAProducerThatRefusesToSend() {
        var first = send();
        var broken = sentWith(1, 1);
        broken.completeNext();
        first.block(DEADLINE);
        broken.sendException = new InvalidProducerEpochException("fenced");
        assertThatThrownBy(() -> send().block(DEADLINE)).hasMessageContaining("fenced");
        var next = send();
        sentWith(2, 1).completeNext();
        next.block(DEADLINE);
    }

    @Test
    void keepsAProducerThatMayRecover() {
        var late = send();
        sentWith(1, 1).errorNext(new TimeoutException("late"));
        assertThatThrownBy(() -> late.block(DEADLINE)).hasMessageContaining("late");
        var next = send();
        sentWith(1, 2).completeNext();
        next.block(DEADLINE);
    }
}
