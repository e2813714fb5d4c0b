package io.paycast.gateway.feed;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that works on a Kafka consumer until the loop is closed. When the work returns, the loop
 * repeats it after one second; when it fails, with a new consumer.
 */
final class ConsumerLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);
    private static final long RETRY_MILLIS = 1_000;
    private static final Duration MAX_STOP = Duration.ofSeconds(5);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Work work;
    private final CountDownLatch stop = new CountDownLatch(1);
    private final Thread thread;
    private volatile @Nullable Consumer<String, byte[]> current;

    /** Work on a consumer. It must return or fail soon after the loop is stopped. */
    interface Work {
        void follow(Consumer<String, byte[]> consumer);
    }

    ConsumerLoop(String name, Supplier<Consumer<String, byte[]>> consumers, Work work) {
        this.consumers = consumers;
        this.work = work;
        this.thread = Thread.ofPlatform().name(name).unstarted(this::run);
    }

    void start() {
        thread.start();
    }

    boolean isStopped() {
        return stop.getCount() == 0;
    }

    /** Stops the thread and waits for its end, at most five seconds. */
    @Override
    public void close() {
        stop.countDown();
        var consumer = current;
        if (consumer != null) {
            consumer.wakeup();
        }
        try {
            thread.join(MAX_STOP);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        while (!isStopped()) {
            try (var consumer = consumers.get()) {
                current = consumer;
                while (!isStopped()) {
                    work.follow(consumer);
                    pause();
                }
            } catch (WakeupException | InterruptException e) {
                // The loop's condition decides whether to continue.
            } catch (KafkaException e) {
                LOG.warn(
                        "consumer interrupted thread={} cause=\"{}\"",
                        thread.getName(),
                        innermost(e));
            } catch (RuntimeException e) {
                // A bug; but a feed that ended would look like a feed without records.
                LOG.error("consumer failed thread={}", thread.getName(), e);
            } finally {
                current = null;
            }
            pause();
        }
    }

    /** Kafka wraps its exceptions; the innermost one names the cause. */
    private static Throwable innermost(Throwable fault) {
        var cause = fault;
        while (cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }

    private void pause() {
        try {
            stop.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
