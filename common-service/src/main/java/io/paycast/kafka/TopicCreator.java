package io.paycast.kafka;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.TopicExistsException;

/** Creates Kafka topics. Thread-safe. */
public final class TopicCreator {

    private TopicCreator() {}

    /**
     * Creates a topic unless it exists, even if another instance creates it at the same time. An
     * existing topic is left as it is.
     *
     * @param timeout how long the broker may take to respond
     * @return whether this call created the topic
     * @throws KafkaException if the broker refuses, or does not respond in time
     */
    public static boolean createIfMissing(Admin admin, NewTopic topic, Duration timeout)
            throws InterruptedException {
        int millis = Math.toIntExact(timeout.toMillis());
        try {
            admin.createTopics(List.of(topic), new CreateTopicsOptions().timeoutMs(millis))
                    .all()
                    .get(millis, MILLISECONDS);
            return true;
        } catch (ExecutionException e) {
            if (e.getCause() instanceof TopicExistsException) {
                return false;
            }
            throw e.getCause() instanceof KafkaException fault ? fault : new KafkaException(e);
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "Kafka did not create topic %s within %d ms.".formatted(topic.name(), millis),
                    e);
        }
    }
}
