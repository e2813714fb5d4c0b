package io.paycast.gateway.replay;

import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorKeys;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.ledger.Ledger;
import io.paycast.gateway.stats.Counters;
import io.paycast.gateway.stats.Counters.Count;
import io.paycast.liveness.FatalError;
import io.paycast.liveness.Progress;
import java.time.Duration;
import java.util.Comparator;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.WakeupException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs replays from Kafka on their own threads, a limited number at a time, so that they do not
 * slow live updates. Further replays wait for their turn. Thread-safe.
 */
public final class Replays implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Replays.class);

    private final Supplier<Consumer<String, byte[]>> consumers;
    private final CursorKeys cursorKeys;
    private final Supplier<Ledger> ledgers;
    private final ReplayLimits limits;
    private final Counters counters;
    private final PaymentBudget budget;
    private final ThreadPoolExecutor threads;

    /** The progress of each running replay. */
    private final Set<Progress> progress = ConcurrentHashMap.newKeySet();

    // guarded by itself
    private final ReplayQueue<Job> queue;

    /**
     * @param consumers creates a consumer without a group and without an offset reset
     * @param cursorKeys the keys that seal cursors
     * @param ledgers creates an empty ledger
     */
    public Replays(
            Supplier<Consumer<String, byte[]>> consumers,
            CursorKeys cursorKeys,
            Supplier<Ledger> ledgers,
            ReplayLimits limits,
            Counters counters) {
        this.consumers = consumers;
        this.cursorKeys = cursorKeys;
        this.ledgers = ledgers;
        this.limits = limits;
        this.counters = counters;
        this.budget = new PaymentBudget(limits.maxPayments());
        this.queue = new ReplayQueue<>(limits);
        this.threads =
                new ThreadPoolExecutor(
                        limits.maxConcurrent(),
                        limits.maxConcurrent(),
                        10,
                        TimeUnit.SECONDS,
                        new LinkedBlockingQueue<>(), // never holds more than may run
                        Thread.ofPlatform().name("replay-", 0).daemon().factory());
        threads.allowCoreThreadTimeOut(true);
    }

    /** A replay that waits or runs. */
    public interface Handle {

        /** Ends the replay at once, because its client has disconnected. Any thread. */
        void cancel();
    }

    /** Queues a replay of everything after a cursor. */
    public Handle start(Cursor seen, ReplayReceiver receiver) {
        var job = new Job(seen, receiver);
        synchronized (queue) {
            queue.add(job.owner, job);
        }
        runNext();
        return job;
    }

    /** How many replays are running. */
    public int running() {
        synchronized (queue) {
            return queue.running();
        }
    }

    /** How many replays are waiting. */
    public int waiting() {
        synchronized (queue) {
            return queue.waiting();
        }
    }

    /** How many payments the running replays remember within their common budget. */
    public int payments() {
        return budget.taken();
    }

    /**
     * The age of the last completed round of the running replay that is slowest; zero if none is
     * running. A round is a poll of Kafka with what was sent to the client. Any thread.
     */
    public Duration age() {
        return progress.stream()
                .map(Progress::age)
                .max(Comparator.naturalOrder())
                .orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void runNext() {
        synchronized (queue) {
            for (var next = queue.next(); next != null; next = queue.next()) {
                try {
                    threads.execute(next);
                } catch (RejectedExecutionException e) {
                    queue.finished(next.owner); // the gateway shuts down
                    next.receiver.failed();
                }
            }
        }
    }

    private final class Job implements Handle, Runnable {
        private final Cursor seen;
        private final ReplayReceiver receiver;

        /** The owner at the start: a refreshed token must not leave the queue's counts behind. */
        private final ReplayOwner owner;

        private boolean cancelled;
        private @Nullable Consumer<String, byte[]> consumer;

        Job(Cursor seen, ReplayReceiver receiver) {
            this.seen = seen;
            this.receiver = receiver;
            this.owner = receiver.owner();
        }

        @Override
        public void cancel() {
            boolean waited;
            synchronized (queue) {
                waited = queue.remove(owner, this);
            }
            if (end() || waited) {
                counters.add(Count.REPLAYS_CANCELLED);
            }
        }

        /** Stops the reading; returns whether it had begun. */
        private synchronized boolean end() {
            cancelled = true;
            if (consumer != null) {
                consumer.wakeup();
            }
            return consumer != null;
        }

        private synchronized boolean begin(Consumer<String, byte[]> own) {
            consumer = own;
            return !cancelled;
        }

        private synchronized void detach() {
            consumer = null;
        }

        private synchronized boolean isCancelled() {
            return cancelled;
        }

        @Override
        public void run() {
            try {
                if (isCancelled()) {
                    counters.add(Count.REPLAYS_CANCELLED);
                } else {
                    counters.add(Count.REPLAYS);
                    replay();
                }
            } catch (WakeupException e) {
                if (!isCancelled()) {
                    receiver.failed();
                }
            } catch (KafkaException e) {
                LOG.warn("replay failed cause=\"{}\"", e.toString());
                receiver.failed();
            } catch (RuntimeException e) {
                // a defect of the gateway, but the waiting client must still be closed
                LOG.error("replay failed", e);
                receiver.failed();
            } catch (Error e) {
                FatalError.exit(e);
            } finally {
                synchronized (queue) {
                    queue.finished(owner);
                }
                runNext();
            }
        }

        private boolean isPlaceWanted() {
            synchronized (queue) {
                return queue.isPlaceWanted(owner);
            }
        }

        private void replay() {
            var rounds = new Progress(System::nanoTime);
            progress.add(rounds);
            try (var own = consumers.get()) {
                try {
                    if (begin(own)) {
                        var replay =
                                new Replay(
                                        new MissedRecords(own, counters, rounds),
                                        receiver,
                                        new CursorSeal(cursorKeys),
                                        ledgers,
                                        budget,
                                        limits,
                                        new ReplayTurn(limits.maxWait(), this::isPlaceWanted));
                        replay.run(seen);
                    } else {
                        counters.add(Count.REPLAYS_CANCELLED);
                    }
                } finally {
                    detach(); // from here on the consumer is not woken
                }
            } finally {
                progress.remove(rounds);
            }
        }
    }
}
