package io.paycast.cli.scenario;

import static java.util.stream.Collectors.groupingBy;

import io.paycast.cli.server.Printable;
import io.paycast.tabby.scenario.ScenarioRun;
import io.paycast.tabby.scenario.Seen;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** What a client saw of the payments of a scenario, compared with what it must see. */
final class Comparison {

    private final ScenarioRun run;
    private final Map<String, List<JsonNode>> updates;

    /**
     * @param updates in the order in which the client received them
     */
    Comparison(ScenarioRun run, List<JsonNode> updates) {
        this.run = run;
        this.updates =
                updates.stream()
                        .collect(groupingBy(update -> update.path("PaymentId").asString("")));
    }

    private List<JsonNode> of(String payment) {
        return updates.getOrDefault(payment, List.of());
    }

    /** One line for each payment: its outcome, and the number of its updates. */
    List<String> endings() {
        return run.payments().stream().map(payment -> ending(payment.id())).toList();
    }

    private String ending(String payment) {
        var seen = of(payment);
        var outcome =
                seen.isEmpty()
                        ? "not shown"
                        : "%s after %d updates"
                                .formatted(
                                        seen.getLast().path("Outcome").asString(""), seen.size());
        return Printable.of("%s  %s".formatted(payment, outcome));
    }

    /** One line for each difference; empty if there is none. */
    List<String> problems() {
        return run.payments().stream()
                .flatMap(payment ->
                        payment.problems(of(payment.id()).stream().map(Seen::of).toList()).stream()
                                .map(problem -> payment.id() + ": " + problem))
                .map(Printable::of)
                .toList();
    }
}
