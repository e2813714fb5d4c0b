package io.paycast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.bench.delivery.DeliveryErrors;
import io.paycast.bench.report.Report;
import io.paycast.bench.webhooks.WebhookSender.Destination;
import io.paycast.bench.wire.RunId;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class FaultyServerTest {

    private static final int SOCKETS = 3;
    private static final int IN_FLIGHT = 4;
    private static final double SECONDS = 1;

    @Test
    void anHonestServerIsFoundSound() throws IOException {
        var report = load(FaultyServer.Fault.NONE, false);
        assertThat(report.faults().none()).as(report.faults().toString()).isTrue();
        assertThat(report.latencies()).containsKey("webhook to socket");
    }

    @Test
    void aThinkTimePassesBeforeTheNextWebhook() throws IOException {
        var report = load(FaultyServer.Fault.NONE, false, Duration.ofMillis(100));
        assertThat(report.faults().none()).as(report.faults().toString()).isTrue();
        // ten a second for each in flight, and the first of each
        assertThat(report.value("webhooks")).isBetween(1.0, IN_FLIGHT * (10 + 1 / SECONDS));
    }

    @Test
    void oneUpdateThatOneSocketNeverGetsIsMissing() throws IOException {
        assertThat(load(FaultyServer.Fault.DROPS, false).faults())
                .isEqualTo(new DeliveryErrors(1, 0, 0, 0, 0));
    }

    @Test
    void oneUpdateThatOneSocketGetsTwiceIsDoubled() throws IOException {
        assertThat(load(FaultyServer.Fault.DOUBLES, false).faults())
                .isEqualTo(new DeliveryErrors(0, 1, 0, 0, 0));
    }

    @Test
    void aPaymentsStepsInTheWrongOrderAreReorderedForEachSocket() throws IOException {
        assertThat(load(FaultyServer.Fault.REORDERS, false).faults())
                .isEqualTo(new DeliveryErrors(0, 0, SOCKETS, 0, 0));
    }

    @Test
    void theUpdatesOfOthersOrdersAreMisdirected() throws IOException {
        var faults = load(FaultyServer.Fault.NONE, true).faults();
        assertThat(faults.misdirected()).isPositive();
        assertThat(faults.missing()).isZero();
    }

    @Test
    void whoIsRefusedForNowComesAgainAndIsNotLost() throws IOException {
        var report = load(FaultyServer.Fault.BUSY_AT_FIRST, false);
        assertThat(report.isSound()).as(report.failures().toString()).isTrue();
        assertThat(report.notes()).contains("opening a socket: HTTP/1.1 503 Busy, 2 times");
        assertThat(report.value("sockets open")).isEqualTo(SOCKETS);
    }

    @Test
    void whereSocketsDoNotOpenNothingIsMeasuredAndASentenceSaysSo() throws IOException {
        var report = load(FaultyServer.Fault.FORBIDS, false);
        assertThat(report.failures()).hasSize(1);
        assertThat(report.failures().getFirst()).startsWith("3 of 3 sockets did not open within");
        assertThat(report.faults().lost()).isEqualTo(SOCKETS);
        assertThat(report.figures()).isEmpty();
    }

    private static Report load(FaultyServer.Fault fault, boolean scoped) throws IOException {
        return load(fault, scoped, Duration.ZERO);
    }

    private static Report load(FaultyServer.Fault fault, boolean scoped, Duration thinkTime)
            throws IOException {
        try (var server = new FaultyServer(fault)) {
            var subject =
                    new SystemUnderTest(
                            server.uri(),
                            new Destination(server.uri(), "X-Tabby-Signature", "secret"),
                            _ -> "token",
                            Map.of(),
                            false);
            var load =
                    new Load(
                            SOCKETS,
                            0,
                            scoped,
                            true,
                            0,
                            IN_FLIGHT,
                            thinkTime,
                            2,
                            1,
                            SOCKETS,
                            1,
                            0,
                            Duration.ZERO,
                            Duration.ZERO,
                            Duration.ofMillis((long) (SECONDS * 1_000)),
                            Duration.ofSeconds(1));
            try (var run = new LoadRun("test", subject, new RunId("0a1b2c3d"), load)) {
                return run.run();
            }
        }
    }
}
