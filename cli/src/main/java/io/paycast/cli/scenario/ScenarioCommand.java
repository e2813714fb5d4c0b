package io.paycast.cli.scenario;

import static java.util.stream.Collectors.joining;

import io.paycast.cli.listen.PastUpdates;
import io.paycast.cli.process.Invocation;
import io.paycast.cli.server.AccountOptions;
import io.paycast.cli.server.ApiResponse;
import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.LoginFailure;
import io.paycast.cli.server.PaycastServer;
import io.paycast.cli.server.Printable;
import io.paycast.cli.server.ServerOptions;
import io.paycast.tabby.scenario.Expected;
import io.paycast.tabby.scenario.ScenarioRun;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
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
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import tools.jackson.databind.json.JsonMapper;

/** Plays a scenario in the emulator, and compares what a client sees with what it must see. */
@Command(
        name = "scenario",
        description = {
            "Plays payments with faults in the emulator of \"paycast up\": webhooks that are lost,"
                    + " repeated, late, out of order or forged. Then checks what a client sees.",
            "",
            "Without a name, it lists the scenarios that Paycast has. The same seed makes the same"
                    + " payments, order and faults."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:a client sees what it must see",
            "1:it does not, or the scenario could not be played",
            "2:invalid usage"
        })
public final class ScenarioCommand implements Callable<Integer> {

    private static final String PATH = "/tabby/emulator/scenarios";
    private static final int NOT_FOUND = 404;
    private static final int TOO_MANY_REQUESTS = 429;

    /** All webhooks were acknowledged, so that updates arrive within milliseconds. */
    private static final Duration QUIET = Duration.ofMillis(500);

    private static final Duration LIMIT = Duration.ofSeconds(20);

    @Spec private @Nullable CommandSpec command;
    @Mixin private final ServerOptions serverOptions = new ServerOptions();
    @Mixin private final AccountOptions account = new AccountOptions();

    @Parameters(
            paramLabel = "FILE|NAME",
            arity = "0..1",
            description = "A YAML file, or the name of a scenario that Paycast has")
    private @Nullable String scenario;

    @Option(
            names = "--seed",
            paramLabel = "N",
            description = "Seed of ids, order and faults. Default: a random one, which is printed")
    private @Nullable Long seed;

    @Option(names = "--all", description = "Plays every scenario that Paycast has, one by one")
    private boolean all;

    @Override
    public Integer call() throws InterruptedException {
        var server = serverOptions.server();
        var out = spec().commandLine().getOut();
        var named = scenario;
        if (named == null && !all) {
            list(server, out);
            return 0;
        }
        if (named != null && all) {
            throw invalid("--all cannot be combined with a name; use one of them.");
        }
        var requests = new LinkedHashMap<String, byte[]>();
        if (named == null) {
            namesOf(server).forEach(name -> requests.put(name, request(name)));
        } else {
            requests.put(named, request(named));
        }
        var token = logIn(server);
        var failed = new ArrayList<String>();
        for (var request : requests.entrySet()) {
            var run = play(server, request.getValue());
            if (!isAsExpected(server, token, run, out)) {
                failed.add("%s --seed %d".formatted(Printable.of(request.getKey()), run.seed()));
            }
        }
        if (!failed.isEmpty()) {
            var command = Invocation.command() + " scenario ";
            throw new CommandFailure(
                    "A client does not see what it must see. To repeat it: "
                            + command
                            + String.join("; " + command, failed));
        }
        return 0;
    }

    /** Logs in, and waits if the limit of logins is reached. */
    private String logIn(PaycastServer server) throws InterruptedException {
        while (true) {
            try {
                return account.login(server, "demo").logIn().token();
            } catch (LoginFailure refused) {
                var wait = refused.response().retryAfter();
                if (refused.response().status() != TOO_MANY_REQUESTS || wait.isEmpty()) {
                    throw refused;
                }
                spec().commandLine()
                        .getErr()
                        .println(
                                "Too many logins; waiting %d s.".formatted(wait.get().toSeconds()));
                Thread.sleep(wait.get());
            }
        }
    }

    private static List<String> namesOf(PaycastServer server) {
        var names = new ArrayList<String>();
        requireEmulator(server, server.get(PATH, null))
                .json()
                .forEach(known -> names.add(known.path("name").asString("")));
        return names;
    }

    private static void list(PaycastServer server, PrintWriter out) {
        var response = requireEmulator(server, server.get(PATH, null));
        for (var known : response.json()) {
            out.println(
                    "%-27s %s"
                            .formatted(
                                    Printable.of(known.path("name").asString("")),
                                    Printable.of(known.path("about").asString(""))));
        }
        out.flush();
    }

    private byte[] request(String named) {
        var body = new LinkedHashMap<String, Object>();
        var file = Path.of(named);
        if (Files.isRegularFile(file)) {
            body.put("yaml", contentOf(file));
        } else if (named.matches("[a-z0-9-]{1,64}")) {
            body.put("name", named);
        } else {
            throw invalid(
                    "There is no file %s. Name a YAML file, or a scenario that \"scenario\" lists."
                            .formatted(Printable.of(named)));
        }
        if (seed != null) {
            body.put("seed", seed);
        }
        return JsonMapper.shared().writeValueAsBytes(body);
    }

    private static ScenarioRun play(PaycastServer server, byte[] request) {
        var response = requireEmulator(server, server.post(PATH, request, Map.of()));
        return ScenarioRun.of(response.json());
    }

    private static String contentOf(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new CommandFailure(
                    "The file %s cannot be read: it must be UTF-8 text.".formatted(file), e);
        }
    }

    private static ApiResponse requireEmulator(PaycastServer server, ApiResponse response) {
        boolean hasDetail = response.json().path("detail").asString("").contains("scenario");
        if (response.status() == NOT_FOUND && !hasDetail) {
            throw new CommandFailure(
                    "%s has no emulator of Tabby; only \"paycast up\" has one."
                            .formatted(server.base()));
        }
        if (!response.isSuccess()) {
            throw new CommandFailure("The scenario was refused: " + response.problem());
        }
        return response;
    }

    private static String describe(Map<String, Long> counts) {
        return counts.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(count -> "%s %d".formatted(Printable.of(count.getKey()), count.getValue()))
                .collect(joining(", "));
    }

    /**
     * Reads the updates of the run's payments, and prints how they compare with its expectations.
     */
    private static boolean isAsExpected(
            PaycastServer server, String token, ScenarioRun run, PrintWriter out)
            throws InterruptedException {
        var payments = run.payments().stream().map(Expected::id).toList();
        var updates =
                new PastUpdates(server, token, QUIET, LIMIT)
                        .read(payments, seen -> new Comparison(run, seen).problems().isEmpty());
        var comparison = new Comparison(run, updates);
        out.println("%s, seed %d".formatted(Printable.of(run.scenario()), run.seed()));
        out.println("  webhooks: " + describe(run.webhooks()));
        comparison.endings().forEach(ending -> out.println("  " + ending));
        comparison.problems().forEach(problem -> out.println("  " + problem));
        boolean asExpected = comparison.problems().isEmpty();
        if (asExpected) {
            out.println("  A client sees what it must see.");
        }
        out.flush();
        return asExpected;
    }

    private ParameterException invalid(String sentence) {
        return new ParameterException(spec().commandLine(), sentence);
    }

    private CommandSpec spec() {
        var spec = command;
        if (spec == null) {
            throw new IllegalStateException("only picocli runs this");
        }
        return spec;
    }
}
