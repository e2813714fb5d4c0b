package io.paycast.gateway.feed;

import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/**
 * Asks Kafka for the current state of one topic. A consumer cannot tell by itself whether Kafka is
 * silent or away, nor that its topic was deleted and created again. Confined to one thread.
 */
public interface TopicProbe extends AutoCloseable {

    /**
     * The state of a topic; every partition has a leader that has responded.
     *
     * @param ends the next offset that a record gets in each partition
     */
    record TopicState(Uuid topicId, Map<TopicPartition, Long> ends) {}

    /**
     * The times of a topic's records. No clock of this gateway is among them.
     *
     * @param newest the latest time in each partition that has records
     * @param ofBroker whether the broker set the times; if not, each producer did
     */
    record RecordTimes(Map<TopicPartition, Instant> newest, boolean ofBroker) {}

    /**
     * Asks for the record times, and waits for the response.
     *
     * @throws KafkaException if Kafka does not respond in time
     */
    RecordTimes recordTimes(Collection<TopicPartition> partitions);

    /**
     * Asks, and waits for the response.
     *
     * @return empty if the topic does not exist
     * @throws KafkaException if Kafka does not respond in time
     */
    Optional<TopicState> ask();

    /**
     * Asks again from time to time, and never waits.
     *
     * @return the response if one has arrived since the last call; it may be a failure
     */
    Optional<Response> poll();

    /** A response to {@link #poll()}. */
    sealed interface Response {

        record Found(TopicState state) implements Response {}

        /** The topic does not exist. */
        record Missing() implements Response {}

        /** Kafka did not respond in time, or refused. */
        record Failed(KafkaException cause) implements Response {}
    }

    @Override
    void close();
}
