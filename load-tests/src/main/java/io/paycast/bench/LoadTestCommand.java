package io.paycast.bench;

import static java.util.Objects.requireNonNull;

import io.paycast.bench.baseline.Baselines;
import io.paycast.bench.load.Load;
import io.paycast.bench.load.SystemUnderTest;
import io.paycast.bench.report.Report;
import io.paycast.bench.run.LoadRun;
import io.paycast.bench.run.OpenRun;
import io.paycast.bench.run.StormRun;
import io.paycast.bench.webhooks.WebhookSender.Destination;
import io.paycast.bench.wire.RunId;
import io.paycast.cli.Paycast;
import io.paycast.cli.process.Invocation;
import io.paycast.cli.server.AccountOptions;
import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.ServerOptions;
import io.paycast.cli.server.WebhookOptions;
import io.paycast.testsupport.ProcessUsage;
import io.paycast.testsupport.TemporaryFolder;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.IntFunction;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * Runs one load test; the command fails on a delivery that is missing, doubled or out of order. It
 * has a main class of its own, because the other commands start faster without its dependencies.
 */
@Command(
        name = "bench",
        description = {
            "Loads a Paycast with sockets and webhooks, and measures it.",
            "A run fails if one delivery is missing, doubled or out of order."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:measured, without errors",
            "1:delivery errors, or the server did not respond",
            "2:invalid usage"
        })
public final class LoadTestCommand implements Callable<Integer> {

    /** Open files of the bench and of a service, in addition to sockets. */
    private static final long OTHER_FILES = 500;

    @Spec private @Nullable CommandSpec command;
    @Mixin private final ServerOptions to = new ServerOptions();
    @Mixin private final AccountOptions account = new AccountOptions();
    @Mixin private final WebhookOptions secret = new WebhookOptions();
    @Mixin private final LoadOptions options = new LoadOptions();
    @Mixin private final OutputOptions output = new OutputOptions();

    @Option(
            names = "--scenario",
            paramLabel = "NAME",
            completionCandidates = ScenarioNames.class,
            description = "A named set of options: ${COMPLETION-CANDIDATES}")
    private @Nullable String scenario;

    @Option(
            names = "--start",
            description =
                    "Start a Kafka, an ingest service and a gateway, and stop them at the end.")
    private boolean start;

    @Option(
            names = "--floors",
            description = {
                "Also measure baselines on this machine: a loop of send(2) in C, a bare Netty broadcast,",
                "bare Kafka clients, a bare WebFlux echo; each in a process of its own."
            })
    private boolean floors;

    @Option(
            names = "--jvm",
            paramLabel = "FLAG",
            description =
                    "With --start: a Java flag for the services, added to those of production")
    private List<String> flags = new ArrayList<>();

    @Option(
            names = "--webhook-url",
            paramLabel = "URL",
            description = "Where webhooks are sent. Default: --url")
    private @Nullable URI webhookUrl;

    @Option(
            names = "--pid",
            paramLabel = "NAME=PID",
            description = "A process to measure. Default: the one that listens at --url")
    private Map<String, Long> pids = new LinkedHashMap<>();

    /** The first argument may be the command's own name. */
    public static void main(String[] arguments) {
        boolean named = arguments.length > 0 && arguments[0].equals("bench");
        var options = named ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
        System.exit(commandLine(options).execute(options));
    }

    /** The command line, with the options of a scenario as defaults. */
    static CommandLine commandLine(String... arguments) {
        var scenario = Scenario.named(arguments);
        IDefaultValueProvider defaults =
                spec ->
                        scenario.filter(_ -> spec.isOption())
                                .flatMap(it -> it.value(((OptionSpec) spec).longestName()))
                                .orElse(null);
        return Paycast.commandLineOf(new LoadTestCommand()).setDefaultValueProvider(defaults);
    }

    /** The names for the help text. */
    static final class ScenarioNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        ScenarioNames() {
            super(Stream.of(Scenario.values()).map(Scenario::toString).toList());
        }
    }

    @Override
    public Integer call() {
        var load = options.load();
        validate(load);
        var run = RunId.random();
        if (!start) {
            try (var folder = TemporaryFolder.create("paycast-bench")) {
                return print(measure(running(run), run, load, folder.path(), null));
            }
        }
        spec().commandLine().getErr().println("Starting Kafka, webhook-ingest and ws-gateway.");
        try (var system = new StartedSystem(Invocation.home(), flags)) {
            return print(measure(system, run, load));
        } catch (IllegalStateException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    /** Measures services that the caller started, and prints the report. */
    int measure(StartedSystem system) {
        return print(measure(system, RunId.random(), options.load()));
    }

    private Report measure(StartedSystem system, RunId run, Load load) {
        var started = system.system(run, options.customerTokens());
        return measure(started, run, load, system.folder(), system.broker());
    }

    private Report measure(
            SystemUnderTest system, RunId run, Load load, Path folder, @Nullable String broker) {
        var name = scenario == null ? "load" : scenario;
        if (options.isStorm()) {
            return StormRun.run(name, system, run, load, options.missed(), options.staying());
        }
        if (options.isOpening()) {
            return OpenRun.run(name, system, run, load);
        }
        var report = LoadRun.run(name, system, run, load);
        if (floors) {
            var setup = new Baselines.Setup(folder, Invocation.home(), broker, "cc");
            new Baselines(report, load, system, setup).compare();
        }
        return report;
    }

    /** Prints the report and returns the exit code. */
    private int print(Report report) {
        output.write(report, spec().commandLine().getOut());
        return report.isSound() ? 0 : 1;
    }

    private SystemUnderTest running(RunId run) {
        var server = to.server();
        var url = webhookUrl == null ? server.base() : webhookUrl;
        var webhooks = new Destination(url, secret.secretHeader(), secret.secret());
        var token = account.login(server, "demo").logIn().token();
        var shop = account.login(server, "shop");
        IntFunction<String> tokens =
                options.customerTokens()
                        ? client -> shop.customerToken(List.of(run.order(client))).token()
                        : _ -> token;
        if (pids.isEmpty()) {
            ListeningProcess.on(server.base().getPort())
                    .ifPresent(found -> pids.put("server", found));
        }
        return new SystemUnderTest(server.base(), webhooks, tokens, pids, false);
    }

    private void validate(Load load) {
        if (scenario != null && Scenario.named("--scenario", scenario).isEmpty()) {
            throw invalid(
                    "--scenario must be one of %s, not '%s'."
                            .formatted(String.join(", ", new ScenarioNames()), scenario));
        }
        if (floors && (options.isStorm() || options.isOpening())) {
            throw invalid(
                    "--floors needs a load of webhooks; a storm or an opening has no baseline.");
        }
        var limit = ProcessUsage.maxOpenFiles();
        long max = limit.orElse(Long.MAX_VALUE) - OTHER_FILES;
        if (load.clients().sockets() > max) {
            throw invalid(
                    "--sockets must be at most %d: a process may have %d open files (ulimit -n)."
                            .formatted(max, limit.orElse(0)));
        }
    }

    private ParameterException invalid(String sentence) {
        return new ParameterException(spec().commandLine(), sentence);
    }

    private CommandSpec spec() {
        return requireNonNull(command, "picocli sets the spec before the command runs");
    }
}
