package io.paycast.gateway.feed;

import io.paycast.liveness.FatalError;
import io.paycast.liveness.Progress;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A thread that works on a Kafka consumer until the loop is closed. When the work returns, the loop
 * repeats it after one second; when it fails, with a new consumer. An {@link Error} ends the
 * process: docs/decisions/036.
 */
final class ConsumerLoop implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(ConsumerLoop.class);
    private static final long RETRY_MILLIS = 1_000;
    private static final Duration MAX_STOP = Duration.ofSeconds(5);

    /** A loop whose last round is older than this is not live. */
    private static final Duration MAX_AGE = Duration.ofSeconds(10);

    /** A broker that is away must not delay the next attempt. */
    private static final Duration MAX_CLOSE = Duration.ofSeconds(1);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final Work work;
    private final Progress progress = new Progress(System::nanoTime);
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

    /** Notes that the work has completed a round: Kafka has responded, and nothing is stuck. */
    void roundCompleted() {
        progress.roundCompleted();
    }

    /** The age of the last completed round; any thread. */
    Duration age() {
        return progress.age();
    }

    /** Whether a round was completed lately; any thread. */
    boolean isLive() {
        return progress.isYoungerThan(MAX_AGE);
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
            try {
                followUntilFault();
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
            } catch (Error e) {
                FatalError.exit(e);
            }
            pause();
        }
    }

    private void followUntilFault() {
        var consumer = consumers.get();
        try {
            current = consumer;
            while (!isStopped()) {
                work.follow(consumer);
                pause();
            }
        } catch (Error e) {
            FatalError.exit(e); // before the consumer is closed, which may fail, too
        } finally {
            current = null;
            consumer.close(CloseOptions.timeout(MAX_CLOSE));
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

    /** Waits for one second, or until the loop is stopped. */
    void pause() {
        try {
            stop.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
