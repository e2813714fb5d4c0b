package io.paycast.cli.scenario;

import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.mapping;
import static java.util.stream.Collectors.toList;

import io.paycast.cli.listen.PastUpdates;
import io.paycast.cli.process.Invocation;
import io.paycast.cli.server.AccountOptions;
import io.paycast.cli.server.ApiResponse;
import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.PaycastServer;
import io.paycast.cli.server.Printable;
import io.paycast.cli.server.ServerOptions;
import io.paycast.tabby.scenario.Expected;
import io.paycast.tabby.scenario.ScenarioRun;
import io.paycast.tabby.scenario.Seen;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
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
import tools.jackson.databind.JsonNode;
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

    @Override
    public Integer call() throws InterruptedException {
        var server = serverOptions.server();
        var out = spec().commandLine().getOut();
        var named = scenario;
        if (named == null) {
            list(server, out);
            return 0;
        }
        var request = request(named);
        var token = account.login(server, "demo").logIn().token();
        var run = play(server, request);
        out.println("%s, seed %d".formatted(Printable.of(run.scenario()), run.seed()));
        out.println("webhooks: " + describe(run.webhooks()));
        var problems = check(server, token, run, out);
        problems.forEach(problem -> out.println("  " + Printable.of(problem)));
        out.flush();
        if (!problems.isEmpty()) {
            throw new CommandFailure(
                    "A client does not see what it must see. To repeat it: %s scenario %s --seed %d"
                            .formatted(Invocation.command(), Printable.of(named), run.seed()));
        }
        out.println("A client sees what it must see.");
        out.flush();
        return 0;
    }

    private static void list(PaycastServer server, PrintWriter out) {
        var response = requireEmulator(server, server.get(PATH, null));
        for (var known : response.json()) {
            out.println(
                    "%-24s %s"
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
            throw new ParameterException(
                    spec().commandLine(),
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

    /** Compares the updates of each payment with what the scenario expects. */
    private static List<String> check(
            PaycastServer server, String token, ScenarioRun run, PrintWriter out)
            throws InterruptedException {
        var ids = run.payments().stream().map(Expected::id).toList();
        var updates =
                new PastUpdates(server, token, QUIET, LIMIT)
                        .read(ids, seen -> problems(run, seen).isEmpty());
        var last = new LinkedHashMap<String, JsonNode>();
        updates.forEach(update -> last.put(update.path("PaymentId").asString(""), update));
        for (var payment : run.payments()) {
            var update = last.get(payment.id());
            out.println(
                    "%s  %s"
                            .formatted(
                                    payment.id(),
                                    update == null
                                            ? "not shown"
                                            : "%s, %s updates"
                                                    .formatted(
                                                            Printable.of(
                                                                    update.path("Outcome")
                                                                            .asString("")),
                                                            countOf(payment.id(), updates))));
        }
        return problems(run, updates);
    }

    private static long countOf(String payment, List<JsonNode> updates) {
        return updates.stream()
                .filter(update -> update.path("PaymentId").asString("").equals(payment))
                .count();
    }

    private static List<String> problems(ScenarioRun run, List<JsonNode> updates) {
        Map<String, List<Seen>> seen =
                updates.stream()
                        .collect(
                                groupingBy(
                                        update -> update.path("PaymentId").asString(""),
                                        mapping(Seen::of, toList())));
        return run.payments().stream()
                .flatMap(payment ->
                        payment.problems(seen.getOrDefault(payment.id(), List.of())).stream()
                                .map(problem -> payment.id() + ": " + problem))
                .toList();
    }

    private CommandSpec spec() {
        var spec = command;
        if (spec == null) {
            throw new IllegalStateException("only picocli runs this");
        }
        return spec;
    }
}
