package io.paycast.bench.run;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.bench.delivery.DeliveryErrors;
import io.paycast.bench.load.Load;
import io.paycast.bench.load.SystemUnderTest;
import io.paycast.bench.report.Report;
import io.paycast.bench.webhooks.WebhookSender.Destination;
import io.paycast.bench.wire.RunId;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DeliveryErrorDetectionTest {

    private static final int SOCKETS = 3;
    private static final int IN_FLIGHT = 4;
    private static final double SECONDS = 1;

    @Test
    void acceptsACorrectServer() throws IOException {
        var report = load(FaultyServer.Fault.NONE, false);
        assertThat(report.errors().none()).as(report.errors().toString()).isTrue();
        assertThat(report.latencies()).containsKey("webhook to socket");
    }

    @Test
    void waitsTheThinkTimeBeforeTheNextWebhook() throws IOException {
        var report = load(FaultyServer.Fault.NONE, false, Duration.ofMillis(100));
        assertThat(report.errors().none()).as(report.errors().toString()).isTrue();
        // ten per second for each in flight, and the first of each
        assertThat(report.value("webhooks")).isBetween(1.0, IN_FLIGHT * (10 + 1 / SECONDS));
    }

    @Test
    void countsOneMissingUpdate() throws IOException {
        assertThat(load(FaultyServer.Fault.DROPS, false).errors())
                .isEqualTo(new DeliveryErrors(1, 0, 0, 0, 0));
    }

    @Test
    void countsOneRepeatedUpdate() throws IOException {
        assertThat(load(FaultyServer.Fault.DOUBLES, false).errors())
                .isEqualTo(new DeliveryErrors(0, 1, 0, 0, 0));
    }

    @Test
    void countsReorderedStepsForEachSocket() throws IOException {
        assertThat(load(FaultyServer.Fault.REORDERS, false).errors())
                .isEqualTo(new DeliveryErrors(0, 0, SOCKETS, 0, 0));
    }

    @Test
    void countsUpdatesOfOtherOrdersAsMisdirected() throws IOException {
        var errors = load(FaultyServer.Fault.NONE, true).errors();
        assertThat(errors.misdirected()).isPositive();
        assertThat(errors.missing()).isZero();
    }

    @Test
    void retriesATemporaryRefusal() throws IOException {
        var report = load(FaultyServer.Fault.BUSY_AT_FIRST, false);
        assertThat(report.isSound()).as(report.failures().toString()).isTrue();
        assertThat(report.notes()).contains("opening a socket: HTTP/1.1 503 Busy, 2 times");
        assertThat(report.value("sockets open")).isEqualTo(SOCKETS);
    }

    @Test
    void measuresNothingIfSocketsDoNotOpen() throws IOException {
        var report = load(FaultyServer.Fault.FORBIDS, false);
        assertThat(report.failures()).hasSize(1);
        assertThat(report.failures().getFirst()).startsWith("3 of 3 sockets did not open within");
        assertThat(report.errors().lost()).isEqualTo(SOCKETS);
        assertThat(report.figures()).isEmpty();
    }

    private static Report load(FaultyServer.Fault fault, boolean scoped) throws IOException {
        return load(fault, scoped, Duration.ZERO);
    }

    private static Report load(FaultyServer.Fault fault, boolean scoped, Duration thinkTime)
            throws IOException {
        try (var server = new FaultyServer(fault)) {
            var system =
                    new SystemUnderTest(
                            server.uri(),
                            new Destination(server.uri(), "X-Tabby-Signature", "secret"),
                            _ -> "token",
                            Map.of(),
                            false);
            var scope = scoped ? Load.Scope.ORDER_PARAMETER : Load.Scope.EVERYTHING;
            var load =
                    new Load(
                            new Load.Clients(SOCKETS, 0, scope, SOCKETS, 1, 0),
                            new Load.Sending(0, IN_FLIGHT, thinkTime, 2, 1),
                            new Load.Timing(
                                    Duration.ZERO,
                                    Duration.ZERO,
                                    Duration.ofMillis((long) (SECONDS * 1_000)),
                                    Duration.ofSeconds(4)));
            return LoadRun.run("test", system, new RunId("0a1b2c3d"), load);
        }
    }
}
