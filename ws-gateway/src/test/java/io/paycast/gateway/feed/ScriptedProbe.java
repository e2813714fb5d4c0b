package io.paycast.gateway.feed;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Finds a topic with one partition, at once or later, and never responds again. */
final class ScriptedProbe implements TopicProbe {

    private final TopicState state;
    private final int missing;
    private volatile int asked;

    ScriptedProbe(String topic) {
        this(topic, 0);
    }

    /**
     * @param missing how often the topic does not exist yet
     */
    ScriptedProbe(String topic, int missing) {
        this.missing = missing;
        var end = Map.of(new TopicPartition(topic, 0), ScriptedConsumer.END);
        this.state = new TopicState(Uuid.randomUuid(), end);
    }

    /** Whether the topic was found. */
    boolean hasFound() {
        return asked > missing;
    }

    @Override
    public Optional<TopicState> ask() {
        asked = asked + 1;
        return hasFound() ? Optional.of(state) : Optional.empty();
    }

    @Override
    public RecordTimes recordTimes(Collection<TopicPartition> partitions) {
        return new RecordTimes(Map.of(), true);
    }

    @Override
    public Optional<Response> poll() {
        return Optional.empty();
    }

    @Override
    public void close() {}
}
