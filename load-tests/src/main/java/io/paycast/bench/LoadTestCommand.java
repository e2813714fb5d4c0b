package io.paycast.bench;

import io.paycast.bench.baseline.Baselines;
import io.paycast.bench.process.ListeningProcess;
import io.paycast.bench.process.OpenFiles;
import io.paycast.bench.report.Report;
import io.paycast.bench.run.LoadRun;
import io.paycast.bench.run.OpenRun;
import io.paycast.bench.run.StormRun;
import io.paycast.bench.run.SystemUnderTest;
import io.paycast.bench.start.RunFolder;
import io.paycast.bench.start.StartUpRun;
import io.paycast.bench.start.StartedSystem;
import io.paycast.bench.webhooks.WebhookSender.Destination;
import io.paycast.bench.wire.RunId;
import io.paycast.cli.process.Invocation;
import io.paycast.cli.server.AccountOptions;
import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.ServerOptions;
import io.paycast.cli.server.WebhookOptions;
import java.net.URI;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Loads a Paycast and measures it; fails where anything was missing, doubled or out of order. */
@Command(
        name = "bench",
        description = {
            "Loads a Paycast with sockets and webhooks, and measures it.",
            "Every run counts what was missing, doubled or out of order, and fails on one."
        },
        mixinStandardHelpOptions = true,
        sortOptions = false,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:measured, and sound", "1:not sound, or nobody there", "2:wrong usage"})
public final class LoadTestCommand implements Callable<Integer> {

    /** Files of this Java and of a service, beside its sockets. */
    private static final long OTHER_DESCRIPTORS = 500;

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
            description = "Options by name: ${COMPLETION-CANDIDATES}")
    private @Nullable String scenario;

    @Option(
            names = "--start",
            description =
                    "Start a Kafka, an ingest and a gateway of its own, and stop them at the end")
    private boolean start;

    @Option(
            names = "--floors",
            description = {
                "Measurement beside it what this machine can do at least: a loop of send(2) in C, a bare",
                "Netty broadcast, bare Kafka clients, a bare WebFlux echo; each in a process of its own"
            })
    private boolean floors;

    @Option(
            names = "--jvm",
            paramLabel = "FLAG",
            description = "With --start: a flag for the services' Java, beside those of production")
    private List<String> flags = new ArrayList<>();

    @Option(
            names = "--webhook-url",
            paramLabel = "URL",
            description = "Where webhooks go. Default: --url")
    private @Nullable URI webhookUrl;

    @Option(
            names = "--pid",
            paramLabel = "NAME=PID",
            description = "A process whose use is measured. Default: the one that listens at --url")
    private Map<String, Long> pids = new LinkedHashMap<>();

    /** For the help. */
    static final class ScenarioNames extends ArrayList<String> {
        private static final long serialVersionUID = 1;

        ScenarioNames() {
            super(Arrays.stream(Scenario.values()).map(Scenario::typed).toList());
        }
    }

    @Override
    public Integer call() {
        requireSense();
        if (options.starts() > 0) {
            return startUp();
        }
        var run = RunId.random(new SecureRandom());
        if (!start) {
            try (var folder = RunFolder.create()) {
                return finish(List.of(measure(running(run), run, folder.path(), null)));
            }
        }
        tell("Starting Kafka, webhook-ingest and ws-gateway.");
        try (var system = new StartedSystem(Invocation.home(), flags)) {
            var subject = system.subject(run, options.customerTokens());
            return finish(List.of(measure(subject, run, system.folder(), system.broker())));
        } catch (IllegalStateException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private int startUp() {
        tell("Starting webhook-ingest and ws-gateway, each several times.");
        try (var run = new StartUpRun(Invocation.home(), flags, options.starts())) {
            return finish(List.of(run.run(name())));
        } catch (IllegalStateException e) {
            throw new CommandFailure(String.valueOf(e.getMessage()), e);
        }
    }

    private Report measure(
            SystemUnderTest subject, RunId run, Path folder, @Nullable String broker) {
        var load = options.load();
        if (options.isStorm()) {
            try (var storm = new StormRun(name(), subject, run, load, options.storm())) {
                return storm.run();
            }
        }
        if (options.isOpening()) {
            try (var opening = new OpenRun(name(), subject, run, load)) {
                return opening.run();
            }
        }
        Report report;
        try (var loading = new LoadRun(name(), subject, run, load)) {
            report = loading.run();
        }
        if (floors) {
            new Baselines(folder, Invocation.home(), broker).beside(report, load, subject);
        }
        return report;
    }

    private int finish(List<Report> reports) {
        output.write(reports, spec().commandLine().getOut());
        return reports.stream().allMatch(Report::isSound) ? 0 : 1;
    }

    private String name() {
        return scenario == null ? "load" : scenario;
    }

    /** What JSON on the same stream would be spoilt by is left unsaid. */
    private void tell(String sentence) {
        if (!output.isJson()) {
            var out = spec().commandLine().getOut();
            out.println(sentence);
            out.flush();
        }
    }

    private SystemUnderTest running(RunId run) {
        var webhooks = webhookUrl == null ? to.server().base() : webhookUrl;
        var destination = new Destination(webhooks, secret.secretHeader(), secret.secret());
        var server = to.server();
        var token = account.login(server, "demo").logIn().token();
        var shop = account.login(server, "shop");
        return new SystemUnderTest(
                server.base(),
                destination,
                options.customerTokens()
                        ? i -> shop.customerToken(List.of(run.order(i))).token()
                        : _ -> token,
                measured(server.base()),
                false);
    }

    private Map<String, Long> measured(URI base) {
        if (!pids.isEmpty()) {
            return pids;
        }
        var found = ListeningProcess.on(base.getPort());
        return found.isPresent() ? Map.of("server", found.getAsLong()) : Map.of();
    }

    private void requireSense() {
        var named = scenario;
        if (named != null && Scenario.of(named).isEmpty()) {
            throw wrong(
                    "--scenario must be one of %s, not '%s'."
                            .formatted(String.join(", ", new ScenarioNames()), named));
        }
        if (floors && options.hasNoFloors()) {
            throw wrong(
                    "--floors is for a load of webhooks; a storm, an opening or a start has none.");
        }
        var descriptors = OpenFiles.ofThis();
        long most = descriptors.orElse(Long.MAX_VALUE) - OTHER_DESCRIPTORS;
        if (options.load().sockets() > most) {
            throw wrong(
                    "--sockets must be no more than %d: a process may have %d open files here (ulimit -n)."
                            .formatted(most, descriptors.orElse(0)));
        }
    }

    private ParameterException wrong(String sentence) {
        return new ParameterException(spec().commandLine(), sentence);
    }

    private CommandSpec spec() {
        var spec = command;
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        return spec;
    }
}
