package io.paycast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.netty.buffer.ByteBufAllocator;
import io.netty.util.ResourceLeakDetector;
import java.time.Duration;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.Awaitility;
import org.slf4j.LoggerFactory;

/** Makes Netty track every buffer, and collects its reports of buffers that were not released. */
final class LeakReports implements AutoCloseable {

    private final Logger detector =
            (Logger) LoggerFactory.getLogger(ResourceLeakDetector.class.getName());
    private final ListAppender<ILoggingEvent> reports = new ListAppender<>();
    private final ResourceLeakDetector.Level before = ResourceLeakDetector.getLevel();

    LeakReports() {
        ResourceLeakDetector.setLevel(ResourceLeakDetector.Level.PARANOID);
        reports.list = new CopyOnWriteArrayList<>(); // any thread reports
        reports.start();
        detector.addAppender(reports);
        leakFirst();
        awaitReport("LeakReports.leakFirst"); // and before it, those of earlier test classes
        reports.list.clear();
    }

    /** Leaks one buffer on purpose, to prove that leaks are reported at all. */
    void expectNoneButOneOnPurpose() {
        leak();
        awaitReport("LeakReports.leak");
        assertThat(reports.list)
                .extracting(ILoggingEvent::getFormattedMessage)
                .allMatch(report -> report.contains("LeakReports.leak"));
    }

    private void awaitReport(String of) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(100))
                .until(() -> {
                    System.gc();
                    // Netty reports leaks when the next buffer is allocated.
                    ByteBufAllocator.DEFAULT.buffer(1).release();
                    return reports.list.stream()
                            .anyMatch(report -> report.getFormattedMessage().contains(of));
                });
    }

    private static void leakFirst() {
        ByteBufAllocator.DEFAULT.buffer(64).writeInt(1);
    }

    private static void leak() {
        ByteBufAllocator.DEFAULT.buffer(64).writeInt(1);
    }

    @Override
    public void close() {
        detector.detachAppender(reports);
        ResourceLeakDetector.setLevel(before);
    }
}
