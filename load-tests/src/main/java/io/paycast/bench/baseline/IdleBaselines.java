package io.paycast.bench.baseline;

import io.paycast.bench.process.ChildProcess;
import io.paycast.bench.report.Report;
import io.paycast.bench.run.Load;
import io.paycast.bench.run.SystemUnderTest;
import java.util.Map;

/**
 * The floors of one webhook's way to one socket: an HTTP echo, whose way back stands for that to
 * the socket, and a record's way through Kafka; what the two take is added up. Each is loaded by
 * itself first, which warms it up; then Paycast and the floors are loaded in turns.
 */
final class IdleBaselines {

    private static final String ECHO = "bare HTTP echo";
    private static final String KAFKA = "Kafka produce and consume";

    private final Report report;
    private final Load load;

    /**
     * @param report of a run that was sound; takes what is found
     * @param load what that run was loaded with
     */
    IdleBaselines(Report report, Load load) {
        this.report = report;
        this.load = load;
    }

    /**
     * Adds the medians of all, and how that of Paycast compares.
     *
     * @param warm the same load, warmed up as long as Paycast was
     */
    void beside(SystemUnderTest paycast, ChildProcess server, KafkaClients kafka, Load warm) {
        var echo = Baseline.posted(server);
        median(Baseline.named(ECHO), echo, warm.alone(1), Baselines.ANSWER);
        kafka.load(warm.leastWarmUp());
        var bare =
                new SystemUnderTest(
                        paycast.sockets(), paycast.webhooks(), paycast.tokens(), Map.of(), false);
        var turn = InterleavedRuns.each(load);
        var turns =
                InterleavedRuns.of(
                        () -> median(inTurns(Baselines.SOCKET), bare, turn, Baselines.SOCKET),
                        Map.of(
                                ECHO,
                                () -> median(inTurns(ECHO), echo, turn.alone(1), Baselines.ANSWER),
                                KAFKA,
                                () ->
                                        kafka.load(turn.duration(), load.thinkTime()).getFirst()
                                                / 1e6),
                        report::isSound);
        server.requireAlive();
        if (!report.isSound()) {
            return; // a ratio to nothing is none
        }
        report.figure(inTurns(Baselines.SOCKET) + ": p50", turns.median(), "ms");
        report.figure(Baseline.named(inTurns(ECHO)) + ": p50", turns.median(ECHO), "ms");
        report.figure(Baseline.named(inTurns(KAFKA)) + ": p50", turns.median(KAFKA), "ms");
        report.figure(
                Baselines.SOCKET + " / (HTTP echo + Kafka): p50", turns.ratio(ECHO, KAFKA), "");
    }

    private static String inTurns(String name) {
        return name + ", in turns";
    }

    /** In milliseconds; not a number where the run was not sound. */
    private double median(String name, SystemUnderTest subject, Load as, String which) {
        return ValidRun.of(name, subject, as, report)
                .map(found -> found.latencies().get(which))
                .map(latencies -> latencies.getValueAtPercentile(50) / 1e6)
                .orElse(Double.NaN);
    }
}
