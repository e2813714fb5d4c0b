package io.paycast.gateway.feed;

import java.util.Collection;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;

/** Finds a topic with one partition, and never responds again. */
final class ScriptedProbe implements TopicProbe {

    private final TopicState state;

    ScriptedProbe(String topic) {
        var end = Map.of(new TopicPartition(topic, 0), ScriptedConsumer.END);
        this.state = new TopicState(Uuid.randomUuid(), end);
    }

    @Override
    public Optional<TopicState> ask() {
        return Optional.of(state);
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
