package io.paycast.gateway.replay;

import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorKeys;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.ledger.Ledger;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs replays from Kafka on their own threads, a limited number at a time, so that they do not
 * slow live updates. Further replays wait. Thread-safe.
 */
public final class Replays implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Replays.class);
    private static final int MAX_WAITING = 20_000;

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final CursorKeys cursorKeys;
    private final Supplier<Ledger> ledgers;
    private final Duration warmUp;
    private final ThreadPoolExecutor threads;

    /**
     * @param consumers creates a consumer without a group
     * @param cursorKeys the keys that seal and open cursors
     * @param ledgers creates an empty ledger
     * @param warmUp how much time before a cursor a replay reads, so that it recognises repeats
     * @param maxConcurrent how many replays run at once
     */
    public Replays(
            Supplier<Consumer<String, byte[]>> consumers,
            CursorKeys cursorKeys,
            Supplier<Ledger> ledgers,
            Duration warmUp,
            int maxConcurrent) {
        this.consumers = consumers;
        this.cursorKeys = cursorKeys;
        this.ledgers = ledgers;
        this.warmUp = warmUp;
        this.threads =
                new ThreadPoolExecutor(
                        maxConcurrent,
                        maxConcurrent,
                        10,
                        TimeUnit.SECONDS,
                        new ArrayBlockingQueue<>(MAX_WAITING),
                        Thread.ofPlatform().name("replay-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** Queues a replay of everything after a cursor. */
    public void start(Cursor seen, ReplayReceiver receiver) {
        try {
            threads.execute(() -> run(seen, receiver));
        } catch (RejectedExecutionException e) {
            receiver.failed();
        }
    }

    /** How many replays are running. */
    public int running() {
        return threads.getActiveCount();
    }

    /** How many replays are waiting. */
    public int waiting() {
        return threads.getQueue().size();
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void run(Cursor seen, ReplayReceiver receiver) {
        try (var consumer = consumers.get()) {
            var records = new MissedRecords(consumer);
            new Replay(records, receiver, new CursorSeal(cursorKeys), ledgers, warmUp).run(seen);
        } catch (KafkaException e) {
            LOG.warn("replay failed cause=\"{}\"", e.toString());
            receiver.failed();
        } catch (RuntimeException e) {
            // a defect of the gateway, but the waiting client must still be closed
            LOG.error("replay failed", e);
            receiver.failed();
        }
    }
}
