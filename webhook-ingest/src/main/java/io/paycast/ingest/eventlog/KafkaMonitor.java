package io.paycast.ingest.eventlog;

import static java.util.concurrent.TimeUnit.MILLISECONDS;

import io.paycast.liveness.FatalError;
import io.paycast.liveness.Progress;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the event log connected: opens the producer, creates the topics and checks Kafka's health
 * every few seconds, on a thread of its own. It retries every failure for as long as the service
 * runs. Without Kafka, the service starts and is not ready.
 */
public final class KafkaMonitor implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(KafkaMonitor.class);
    private static final String UNKNOWN_TOPIC =
            UnknownTopicOrPartitionException.class.getSimpleName();
    private static final Duration RETRY_INTERVAL = Duration.ofMillis(500);
    private static final Duration METADATA_POLL_INTERVAL = Duration.ofMillis(10);

    private final EventLog eventLog;
    private final IngestTopics topics;
    private final EventLogSettings settings;
    private final Map<String, Object> adminConfig;
    private final InstantSource clock;
    private final Progress progress = new Progress(System::nanoTime);
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final Thread thread;
    private @Nullable Admin admin;
    private boolean topicsEnsured;
    private String lastFault = "";
    private volatile @Nullable Instant lastSuccess;

    /**
     * @param kafka the connection properties of Kafka
     * @param clock the clock of {@link #lastSuccess}
     */
    public KafkaMonitor(
            EventLog eventLog,
            Map<String, Object> kafka,
            EventLogSettings settings,
            TopicSettings topics,
            InstantSource clock) {
        this.eventLog = eventLog;
        this.topics = new IngestTopics(topics, settings.checkTimeout());
        this.settings = settings;
        this.adminConfig = adminConfig(kafka, settings);
        this.clock = clock;
        this.thread =
                Thread.ofPlatform().name("ingest-kafka-monitor").daemon().unstarted(this::run);
    }

    /** Starts the thread. */
    public void start() {
        thread.start();
    }

    /** Returns whether a recent check found a leader for every partition. Thread-safe. */
    public boolean isHealthy() {
        return lastSuccess != null && progress.isYoungerThan(settings.healthTimeout());
    }

    /** Returns the time of the last successful check, or null. Thread-safe. */
    public @Nullable Instant lastSuccess() {
        return lastSuccess;
    }

    @Override
    public void close() {
        stopped.countDown();
        thread.interrupt();
        try {
            thread.join(settings.checkTimeout());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        boolean wasHealthy = false;
        try {
            while (stopped.getCount() > 0) {
                boolean healthy = check();
                if (healthy && !wasHealthy) {
                    LOG.info("kafka connected");
                }
                wasHealthy = healthy;
                var pause = healthy ? settings.checkInterval() : RETRY_INTERVAL;
                if (stopped.await(pause.toMillis(), MILLISECONDS)) {
                    return;
                }
            }
        } catch (InterruptedException e) {
            // close() interrupts the thread
            Thread.currentThread().interrupt();
        } catch (Error e) {
            FatalError.exit(e);
        } finally {
            if (admin != null) {
                admin.close(Duration.ZERO);
            }
        }
    }

    private boolean check() throws InterruptedException {
        try {
            if (admin == null) {
                admin = Admin.create(adminConfig);
            }
            if (!topicsEnsured) {
                topics.ensure(admin);
                topicsEnsured = true;
            }
            // Only after the topics exist: a request for the metadata of a missing topic makes some
            // brokers create it, with their own number of partitions.
            eventLog.open();
            if (topics.haveLeaders(admin) && eventLogHasMetadata()) {
                progress.roundCompleted();
                lastSuccess = clock.instant();
                lastFault = "";
                return true;
            }
            return false;
        } catch (KafkaException | ExecutionException | TimeoutException e) {
            var fault = nameOf(e);
            topicsEnsured &= !fault.equals(UNKNOWN_TOPIC);
            if (!fault.equals(lastFault)) {
                LOG.warn("kafka unavailable fault={}", fault);
                lastFault = fault;
            }
            return false;
        } catch (RuntimeException e) {
            // a bug, but without this thread ingest would never be ready again
            LOG.error("kafka check failed", e);
            return false;
        }
    }

    /** Waits until the producer has fetched the metadata, which it does in the background. */
    private boolean eventLogHasMetadata() throws InterruptedException {
        long attempts = settings.checkTimeout().dividedBy(METADATA_POLL_INTERVAL);
        for (long i = 0; i < attempts; i++) {
            eventLog.open(); // a failed append may have discarded the producer
            if (eventLog.hasMetadata(IngestTopics.TOPICS)) {
                return true;
            }
            if (stopped.await(METADATA_POLL_INTERVAL.toMillis(), MILLISECONDS)) {
                return false;
            }
        }
        return false;
    }

    private static String nameOf(Exception fault) {
        var cause =
                fault instanceof ExecutionException && fault.getCause() != null
                        ? fault.getCause()
                        : fault;
        return cause.getClass().getSimpleName();
    }

    private static Map<String, Object> adminConfig(
            Map<String, Object> kafka, EventLogSettings settings) {
        var config = new HashMap<>(kafka);
        int timeoutMillis = Math.toIntExact(settings.checkTimeout().toMillis());
        config.putIfAbsent(AdminClientConfig.CLIENT_ID_CONFIG, "paycast-ingest-link");
        config.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, timeoutMillis);
        config.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, timeoutMillis);
        config.put(AdminClientConfig.RECONNECT_BACKOFF_MAX_MS_CONFIG, 500);
        return config;
    }
}
