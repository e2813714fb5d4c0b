package io.paycast.bench;

import io.paycast.bench.load.Load;
import java.time.Duration;
import picocli.CommandLine.Option;

/** The options that describe the load; a scenario overrides their defaults. */
final class LoadOptions {

    private static final String DEFAULT = " Default: ${DEFAULT-VALUE}";
    private static final int USUAL_CONNECTIONS = 64;
    private static final int MAX_CONNECTIONS = 256;
    private static final double STORM_RATE = 5;
    private static final double MIN_WARM_UP = 10;
    private static final double MAX_SECONDS = 300;

    @Option(
            names = "--sockets",
            paramLabel = "N",
            description = "Sockets; each needs an open file (ulimit -n)." + DEFAULT)
    private int sockets = 100;

    @Option(
            names = "--stalled",
            paramLabel = "SHARE",
            description = "Share of sockets that never read, 0 to 1." + DEFAULT)
    private double stalled;

    @Option(names = "--scoped", description = "Each socket receives the updates of one order.")
    private boolean scoped;

    @Option(
            names = "--customer-tokens",
            description = "Scope each socket by a customer token instead of the parameter order.")
    private boolean customerTokens;

    @Option(
            names = "--rate",
            paramLabel = "R",
            description = "Open loop: webhooks per second, independent of responses.")
    private double rate;

    @Option(
            names = "--in-flight",
            paramLabel = "W",
            description = "Closed loop: webhooks that have not reached all sockets." + DEFAULT)
    private int inFlight = 1;

    @Option(
            names = "--think-time",
            paramLabel = "MILLIS",
            description = "Closed loop: pause between a completed webhook and the next." + DEFAULT)
    private double thinkTime;

    @Option(names = "--steps", paramLabel = "N", description = "Webhooks per payment." + DEFAULT)
    private int steps = 2;

    @Option(
            names = "--connections",
            paramLabel = "N",
            description =
                    "HTTP connections for webhooks. Default: one per webhook in flight, at most 64;"
                            + " with --rate, one per 10 webhooks per second, 64 to 256")
    private int connections;

    @Option(
            names = "--opens-at-once",
            paramLabel = "N",
            description = "Upgrades in progress at once." + DEFAULT)
    private int opensAtOnce = 128;

    @Option(names = "--threads", paramLabel = "N", description = "Reading threads." + DEFAULT)
    private int threads = 1;

    @Option(
            names = "--sources",
            paramLabel = "N",
            description = "Source addresses 127.0.x.y. Default: one per 9,000 sockets")
    private int sources;

    @Option(
            names = "--warm-up",
            paramLabel = "SECONDS",
            description = "Longest warm-up; it ends when the CPU per webhook is steady." + DEFAULT)
    private double warmUp = 90;

    @Option(
            names = "--duration",
            paramLabel = "SECONDS",
            description = "Measured load; with 0, sockets are opened and left idle." + DEFAULT)
    private double duration = 10;

    @Option(
            names = "--settle",
            paramLabel = "SECONDS",
            description = "How long to wait for missing deliveries." + DEFAULT)
    private double settle = 10;

    @Option(
            names = "--behind",
            paramLabel = "N",
            description =
                    "Measure a reconnect storm: most sockets close, N webhooks are sent, and all"
                            + " clients reconnect at once while webhooks continue at --rate.")
    private int behind;

    @Option(
            names = "--stayed",
            paramLabel = "N",
            description = "With --behind: sockets that stay open." + DEFAULT)
    private int stayed = 10;

    boolean isStorm() {
        return behind > 0;
    }

    /** Whether sockets are only opened, and no webhook is measured. */
    boolean isOpening() {
        return duration <= 0;
    }

    /** With a storm: how many webhooks each client misses. */
    int missed() {
        return behind;
    }

    /** With a storm: how many clients stay connected. */
    int staying() {
        return Math.max(0, stayed);
    }

    boolean customerTokens() {
        return customerTokens;
    }

    Load load() {
        var scope =
                customerTokens
                        ? Load.Scope.CUSTOMER_TOKEN
                        : scoped ? Load.Scope.ORDER_PARAMETER : Load.Scope.EVERYTHING;
        int stalledSockets = (int) Math.round(sockets * Math.clamp(stalled, 0, 1));
        int opens = Math.max(1, opensAtOnce);
        int readers = Math.max(1, threads);
        var minWarmUp = seconds(Math.min(warmUp, MIN_WARM_UP));
        return new Load(
                new Load.Clients(sockets, stalledSockets, scope, opens, readers, sources),
                sending(),
                new Load.Timing(minWarmUp, seconds(warmUp), seconds(duration), seconds(settle)));
    }

    private Load.Sending sending() {
        double perSecond = rate > 0 || !isStorm() ? rate : STORM_RATE;
        // at a rate, no webhook may wait for the response to another
        int usual =
                perSecond > 0
                        ? Math.clamp((int) perSecond / 10, USUAL_CONNECTIONS, MAX_CONNECTIONS)
                        : Math.clamp(inFlight, 1, USUAL_CONNECTIONS);
        int count = connections > 0 ? connections : usual;
        var pause = seconds(thinkTime / 1_000);
        return new Load.Sending(perSecond, inFlight, pause, Math.max(1, steps), count);
    }

    private static Duration seconds(double value) {
        return Duration.ofNanos(Math.round(1e9 * Math.clamp(value, 0, MAX_SECONDS)));
    }
}
