package io.paycast.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.Topics;
import io.paycast.gateway.cluster.Cluster;
import io.paycast.gateway.cluster.TestHeartbeats;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.RoundRobinPartitioner;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** Heartbeats of a gateway that may not create the topic. */
class HeartbeatFeedTest {

    private static final TopicPartition PARTITION = new TopicPartition(Topics.PRESENCE, 0);

    private final MockConsumer<String, byte[]> consumer = new MockConsumer<>("earliest");
    private final MockProducer<String, byte[]> producer =
            new MockProducer<>(
                    true,
                    new RoundRobinPartitioner(),
                    new StringSerializer(),
                    new ByteArraySerializer());
    private final Cluster cluster = new Cluster("own", System::nanoTime);
    private final AtomicInteger tries = new AtomicInteger();
    private final HeartbeatFeed feed =
            new HeartbeatFeed(
                    () -> consumer,
                    () -> producer,
                    () -> {
                        tries.incrementAndGet();
                        throw new TopicAuthorizationException(Topics.PRESENCE);
                    },
                    () -> TestHeartbeats.of("own", 1),
                    cluster,
                    () -> 0); // no second heartbeat is due

    private void makeTopic() {
        consumer.updateBeginningOffsets(Map.of(PARTITION, 0L));
        var node = new Node(0, "localhost", 9092);
        var nodes = new Node[] {node};
        consumer.updatePartitions(
                Topics.PRESENCE,
                List.of(new PartitionInfo(Topics.PRESENCE, 0, node, nodes, nodes)));
    }

    @Test
    void runsAloneIfTheTopicCannotBeCreated() {
        feed.start();
        Awaitility.await().until(() -> tries.get() > 0);
        feed.close();
        assertThat(cluster.isConnected()).isFalse();
        assertThat(cluster.peers()).isEmpty();
        assertThat(producer.history()).isEmpty();
    }

    @Test
    void sendsHeartbeatsAndATombstone() {
        feed.start();
        Awaitility.await().until(() -> tries.get() > 0);
        makeTopic();
        Awaitility.await().until(() -> !producer.history().isEmpty());
        assertThat(producer.history())
                .singleElement()
                .satisfies(heartbeat -> {
                    assertThat(heartbeat.key()).isEqualTo("own");
                    assertThat(heartbeat.value()).isNotNull();
                });
        feed.close();
        var last = Objects.requireNonNull(producer.history().getLast());
        assertThat(last.key()).isEqualTo("own");
        assertThat(last.value()).isNull();
    }
}
