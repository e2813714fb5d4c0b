package io.paycast.gateway.feed;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.PartitionInfo;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;

/**
 * A consumer of a topic with one partition, read to its end. Its polls return what the script says.
 * After the script, a poll blocks until the consumer is woken.
 */
@SuppressWarnings("UnsynchronizedOverridesSynchronized") // woken while it polls
final class ScriptedConsumer extends MockConsumer<String, byte[]> {

    /** The offset of the first record. */
    static final long END = 7;

    private static final int FAULT = -1;

    private final TopicPartition partition;
    private final CountDownLatch woken = new CountDownLatch(1);
    private final Queue<Integer> script = new ArrayDeque<>();
    private final Queue<KafkaException> faults = new ArrayDeque<>();
    private long next = END;
    private int polls;
    private volatile boolean spent;

    ScriptedConsumer(String topic) {
        super("earliest");
        partition = new TopicPartition(topic, 0);
        var node = new Node(0, "localhost", 9092);
        var nodes = new Node[] {node};
        updatePartitions(topic, List.of(new PartitionInfo(topic, 0, node, nodes, nodes)));
        updateBeginningOffsets(Map.of(partition, END));
        updateEndOffsets(Map.of(partition, END));
    }

    /** The next polls return these numbers of records, none of them a payment. */
    ScriptedConsumer thenBrings(Integer... records) {
        script.addAll(List.of(records));
        return this;
    }

    /** The next poll fails. */
    ScriptedConsumer thenFails() {
        return thenFails(new KafkaException("scripted"));
    }

    /** The next poll fails with this. */
    ScriptedConsumer thenFails(KafkaException fault) {
        faults.add(fault);
        script.add(FAULT);
        return this;
    }

    @Override
    public synchronized Map<TopicPartition, OffsetAndTimestamp> offsetsForTimes(
            Map<TopicPartition, Long> times) {
        return Map.of();
    }

    @Override
    public ConsumerRecords<String, byte[]> poll(Duration timeout) {
        polls++;
        var records = script.poll();
        if (records == null) {
            spent = true;
            awaitWakeup();
            throw new WakeupException();
        }
        if (records == FAULT) {
            throw faults.remove();
        }
        var batch = new ArrayList<ConsumerRecord<String, byte[]>>();
        for (int i = 0; i < records; i++) {
            batch.add(
                    new ConsumerRecord<>(
                            partition.topic(), partition.partition(), next++, "key", new byte[0]));
        }
        return new ConsumerRecords<>(Map.of(partition, batch), Map.of());
    }

    private void awaitWakeup() {
        try {
            woken.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    /** The number of polls; on the polling thread. */
    int polls() {
        return polls;
    }

    /** Whether the script has been processed, or has failed; any thread. */
    boolean isSpent() {
        return spent;
    }

    @Override
    public synchronized void close(CloseOptions options) {
        super.close(options);
        spent = true;
    }

    @Override
    public void wakeup() {
        woken.countDown();
    }
}
