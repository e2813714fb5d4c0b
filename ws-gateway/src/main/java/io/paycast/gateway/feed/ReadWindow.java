package io.paycast.gateway.feed;

import io.paycast.gateway.feed.TopicProbe.RecordTimes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * The part of the stream that a gateway reads when it starts. It is measured back from the newest
 * record of each partition, so that no clock of the gateway decides what is recognised as a repeat.
 *
 * <p>If the producers set the record times, their clocks may differ by up to an hour, which is how
 * far ahead Kafka lets a record be. The window is then longer by that much at either end.
 *
 * @param length how far back the gateway reads
 * @param warmUp the first part of the window, read only to recognise repeated events
 */
public record ReadWindow(Duration length, Duration warmUp) {

    /** The default of Kafka's {@code message.timestamp.after.max.ms}. */
    static final Duration MAX_SPREAD = Duration.ofHours(1);

    /** The time from which each partition is read. */
    Map<TopicPartition, Instant> start(RecordTimes times) {
        return before(times, length.plus(spread(times)).plus(spread(times)));
    }

    /** The time from which the records of each partition are shown. */
    Map<TopicPartition, Instant> displayFrom(RecordTimes times) {
        return before(times, length.minus(warmUp).plus(spread(times)));
    }

    private static Duration spread(RecordTimes times) {
        return times.ofBroker() ? Duration.ZERO : MAX_SPREAD;
    }

    private static Map<TopicPartition, Instant> before(RecordTimes times, Duration length) {
        var before = new HashMap<>(times.newest());
        before.replaceAll((partition, newest) -> newest.minus(length));
        return before;
    }
}
