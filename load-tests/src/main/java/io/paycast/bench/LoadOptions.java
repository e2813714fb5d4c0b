package io.paycast.bench;

import io.paycast.bench.run.Load;
import io.paycast.bench.run.Storm;
import java.time.Duration;
import picocli.CommandLine.Option;

/** What the load is; a scenario's own values are the defaults. */
final class LoadOptions {

    @Option(
            names = "--sockets",
            paramLabel = "N",
            defaultValue = "100",
            description = "Sockets; each takes an open file (ulimit -n). Default: ${DEFAULT-VALUE}")
    private int sockets;

    @Option(
            names = "--stalled",
            paramLabel = "SHARE",
            defaultValue = "0",
            description = "The share of them that never reads, 0 to 1. Default: ${DEFAULT-VALUE}")
    private double stalled;

    @Option(names = "--scoped", description = "Each socket sees one order only")
    private boolean scoped;

    @Option(
            names = "--customer-tokens",
            description = "Scoped by a customer token each, rather than by order=")
    private boolean customerTokens;

    @Option(
            names = "--rate",
            paramLabel = "R",
            defaultValue = "0",
            description = "Open loop: webhooks a second, whatever becomes of them")
    private double rate;

    @Option(
            names = "--in-flight",
            paramLabel = "W",
            defaultValue = "1",
            description =
                    "Closed loop: webhooks that have not reached everybody yet. Default: ${DEFAULT-VALUE}")
    private int inFlight;

    @Option(
            names = "--think-time",
            paramLabel = "MILLIS",
            defaultValue = "0",
            description = {
                "Closed loop: how long after one has reached everybody the next is sent, when all is",
                "at rest again. Default: ${DEFAULT-VALUE}"
            })
    private double thinkTime;

    @Option(
            names = "--steps",
            paramLabel = "N",
            defaultValue = "2",
            description = "WebhookSender of one payment. Default: ${DEFAULT-VALUE}")
    private int steps;

    @Option(
            names = "--connections",
            paramLabel = "N",
            defaultValue = "0",
            description =
                    "HTTP connections for webhooks. Default: as many as are in flight, at most 64;"
                            + " with --rate, one for 10 a second, 64 to 256")
    private int connections;

    @Option(
            names = "--opens-at-once",
            paramLabel = "N",
            defaultValue = "128",
            description = "Upgrades under way at once. Default: ${DEFAULT-VALUE}")
    private int opensAtOnce;

    @Option(
            names = "--threads",
            paramLabel = "N",
            defaultValue = "1",
            description = "Threads that read sockets. Default: ${DEFAULT-VALUE}")
    private int threads;

    @Option(
            names = "--sources",
            paramLabel = "N",
            defaultValue = "0",
            description = "Addresses 127.0.x.y that sockets come from. Default: one for 9,000")
    private int sources;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            defaultValue = "90",
            description = {
                "Load before it is measured, at the most: a closed loop, until CPU for each unit of",
                "work falls no more. Default: ${DEFAULT-VALUE}"
            })
    private double warmUp;

    @Option(
            names = "--duration",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = {
                "Load that is measured. With 0, sockets are opened and left alone.",
                "Default: ${DEFAULT-VALUE}"
            })
    private double duration;

    @Option(
            names = "--settle",
            paramLabel = "SECONDS",
            defaultValue = "10",
            description = "How long what is missing is waited for. Default: ${DEFAULT-VALUE}")
    private double settle;

    @Option(
            names = "--behind",
            paramLabel = "N",
            defaultValue = "0",
            description = {
                "A storm instead: after the warm-up all sockets but a few close, so many webhooks come,",
                "and all come back at once, each with its cursor; --rate of webhooks goes on meanwhile"
            })
    private int behind;

    @Option(
            names = "--stayed",
            paramLabel = "N",
            defaultValue = "10",
            description = "With --behind: sockets that stay open. Default: ${DEFAULT-VALUE}")
    private int stayed;

    @Option(
            names = "--starts",
            paramLabel = "N",
            defaultValue = "0",
            description = "Starts of each service, with and without an AOT cache, and nothing else")
    private int starts;

    boolean isStorm() {
        return behind > 0;
    }

    /** Whether nothing is sent. */
    boolean isOpening() {
        return duration <= 0;
    }

    /** Whether it is about something that no floor stands for. */
    boolean hasNoFloors() {
        return isStorm() || isOpening() || starts > 0;
    }

    Storm storm() {
        return new Storm(behind, Math.max(0, stayed));
    }

    /** How often services are started; 0 where it is about a load. */
    int starts() {
        return starts;
    }

    boolean customerTokens() {
        return customerTokens;
    }

    int stalledSockets() {
        return (int) Math.round(sockets * Math.clamp(stalled, 0, 1));
    }

    Load load() {
        double perSecond = rate > 0 || !isStorm() ? rate : STORM_RATE;
        // at a rate, no webhook should have to wait for the answer to another
        int ways =
                perSecond > 0
                        ? Math.clamp((int) perSecond / 10, MANY_CONNECTIONS, MOST_CONNECTIONS)
                        : Math.clamp(inFlight, 1, MANY_CONNECTIONS);
        return new Load(
                sockets,
                stalledSockets(),
                scoped || customerTokens,
                !customerTokens,
                perSecond,
                inFlight,
                seconds(thinkTime / 1_000),
                Math.max(1, steps),
                connections > 0 ? connections : ways,
                Math.max(1, opensAtOnce),
                Math.max(1, threads),
                sources,
                seconds(Math.min(warmUp, LEAST_WARM_UP)),
                seconds(warmUp),
                seconds(duration),
                seconds(settle));
    }

    private static final int MANY_CONNECTIONS = 64;
    private static final int MOST_CONNECTIONS = 256;
    private static final double STORM_RATE = 5;
    private static final double LEAST_WARM_UP = 10;
    private static final double MAX_SECONDS = 300;

    private static Duration seconds(double many) {
        return Duration.ofNanos(Math.round(1e9 * Math.clamp(many, 0, MAX_SECONDS)));
    }
}
