package io.paycast.gateway.feed;

import io.paycast.gateway.feed.TopicProbe.Response;
import io.paycast.gateway.feed.TopicProbe.TopicState;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Decides from the responses of a probe whether a consumer still follows its topic. A round is
 * complete if Kafka has responded, the topic is the same, and the consumer has read since the last
 * response, or has read everything that Kafka had then. Confined to the feed's thread.
 */
final class FollowedTopic {

    private static final Logger LOG = LoggerFactory.getLogger(FollowedTopic.class);

    private final ConsumerLoop loop;
    private final TopicProbe probe;
    private final Uuid topicId;
    private Map<TopicPartition, Long> ends;
    private long readBefore;
    private boolean failed;

    /** The topic was deleted, or is another one of the same name. */
    static final class TopicReplacedException extends KafkaException {
        TopicReplacedException(String message) {
            super(message);
        }
    }

    FollowedTopic(ConsumerLoop loop, TopicProbe probe, TopicState attached) {
        this.loop = loop;
        this.probe = probe;
        this.topicId = attached.topicId();
        this.ends = attached.ends();
    }

    /**
     * Waits until the topic exists. Asks every second with one probe, because each new one costs
     * connections and a thread.
     *
     * @param whileMissing called after each response that says that the topic does not exist
     * @return empty if the loop was stopped
     */
    static Optional<TopicState> await(ConsumerLoop loop, TopicProbe probe, Runnable whileMissing) {
        var found = probe.ask();
        while (found.isEmpty() && !loop.isStopped()) {
            whileMissing.run();
            loop.pause();
            found = probe.ask();
        }
        return found;
    }

    /**
     * Checks a response of the probe, if one has arrived.
     *
     * @param read the number of records read so far
     * @return whether a round was completed
     * @throws TopicReplacedException if the topic is no longer the one that is followed
     */
    boolean check(Consumer<?, ?> consumer, long read) {
        var response = probe.poll();
        if (response.isEmpty()) {
            return false;
        }
        return switch (response.get()) {
            case Response.Found(var state) -> {
                failed = false;
                yield complete(consumer, state, read);
            }
            case Response.Missing() -> throw new TopicReplacedException("The topic was deleted.");
            case Response.Failed(var cause) -> {
                if (!failed) {
                    failed = true;
                    LOG.warn(
                            "kafka does not respond thread={} cause=\"{}\"",
                            Thread.currentThread().getName(),
                            cause.toString());
                }
                yield false;
            }
        };
    }

    /** Whether the consumer reads every partition that the topic had at the last response. */
    boolean isWhole(Consumer<?, ?> consumer) {
        return consumer.assignment().containsAll(ends.keySet());
    }

    /** The number of records that Kafka had at the last response and that were not read. */
    long lag(Consumer<?, ?> consumer) {
        return consumer.assignment().stream()
                .mapToLong(partition ->
                        Math.max(
                                0, ends.getOrDefault(partition, 0L) - consumer.position(partition)))
                .sum();
    }

    private boolean complete(Consumer<?, ?> consumer, TopicState state, long read) {
        if (!state.topicId().equals(topicId)) {
            throw new TopicReplacedException("The topic was deleted and created again.");
        }
        boolean current = read != readBefore || lag(consumer) == 0;
        readBefore = read;
        ends = state.ends();
        if (current) {
            loop.roundCompleted();
        }
        return current;
    }
}
