package io.paycast.tabby.scenario;

import static io.paycast.tabby.scenario.YamlFields.invalid;
import static io.paycast.tabby.scenario.YamlFields.scalar;

import io.paycast.tabby.webhook.Fault;
import io.paycast.tabby.webhook.Fault.When;
import io.paycast.tabby.webhook.WebhookEvent;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.SequenceNode;

/** Reads the faults of a scenario file. */
final class FaultReader {

    private static final int MAX_FAULTS = 50;
    private static final int MAX_REPEATS = 10;
    private static final int FOR_GOOD = 5;
    private static final Duration DEFAULT_DELAY = Duration.ofMinutes(10);
    private static final Set<String> KINDS =
            Set.of("drop", "repeat", "delay", "shuffle", "forge", "uppercase");
    private static final Set<WebhookEvent> ALL =
            EnumSet.complementOf(EnumSet.of(WebhookEvent.DISPUTE, WebhookEvent.RAW));

    private FaultReader() {}

    static List<Fault> read(List<Node> nodes) throws InvalidScenarioException {
        if (nodes.size() > MAX_FAULTS) {
            throw invalid(nodes.getLast(), "there are at most %d faults".formatted(MAX_FAULTS));
        }
        var faults = new ArrayList<Fault>();
        for (var node : nodes) {
            faults.add(fault(node));
        }
        return faults;
    }

    private static Fault fault(Node node) throws InvalidScenarioException {
        var kind = kind(node);
        var options = new HashSet<>(options(kind));
        options.add(kind);
        options.add("chance");
        var fields = YamlFields.of(node, options);
        var when = new When(events(fields, kind), chance(fields));
        return switch (kind) {
            case "drop" -> new Fault.Drop(when, number(fields, "attempts", FOR_GOOD, FOR_GOOD));
            case "repeat" ->
                    new Fault.Repeat(
                            when,
                            number(fields, "times", 2, MAX_REPEATS),
                            time(fields, "within", Duration.ZERO));
            case "delay" -> delay(fields, when);
            case "shuffle" ->
                    new Fault.Delay(when, Duration.ZERO, time(fields, "within", DEFAULT_DELAY));
            case "forge" -> new Fault.Forge(when);
            default -> new Fault.UpperCase(when);
        };
    }

    private static Fault delay(YamlFields fields, When when) throws InvalidScenarioException {
        var max = time(fields, "by", DEFAULT_DELAY);
        var min = time(fields, "from", max);
        if (min.compareTo(max) > 0) {
            throw invalid(fields.node(), "from must not be longer than by");
        }
        return new Fault.Delay(when, min, max);
    }

    private static Set<String> options(String kind) {
        return switch (kind) {
            case "drop" -> Set.of("attempts");
            case "repeat" -> Set.of("times", "within");
            case "delay" -> Set.of("from", "by");
            case "shuffle" -> Set.of("within");
            default -> Set.of();
        };
    }

    private static String kind(Node node) throws InvalidScenarioException {
        if (node instanceof MappingNode mapping) {
            for (var tuple : mapping.getValue()) {
                var name = scalar(tuple.getKeyNode(), "a fault");
                if (KINDS.contains(name)) {
                    return name;
                }
            }
        }
        throw invalid(node, "a fault is drop, repeat, delay, shuffle, forge or uppercase");
    }

    private static Set<WebhookEvent> events(YamlFields fields, String kind)
            throws InvalidScenarioException {
        var node = fields.get(kind).orElseThrow();
        var names = new ArrayList<Node>();
        if (node instanceof SequenceNode sequence) {
            names.addAll(sequence.getValue());
        } else {
            names.add(node);
        }
        var events = EnumSet.noneOf(WebhookEvent.class);
        for (var name : names) {
            events.addAll(events(name));
        }
        return events;
    }

    private static Set<WebhookEvent> events(Node node) throws InvalidScenarioException {
        var text = scalar(node, "a webhook");
        if (text.equals("all")) {
            return ALL;
        }
        for (var event : WebhookEvent.values()) {
            if (event != WebhookEvent.RAW && event.label().equals(text)) {
                return Set.of(event);
            }
        }
        throw invalid(
                node,
                "a webhook is all, authorized, captured, closed, refunded, rejected, expired,"
                        + " updated or dispute");
    }

    private static double chance(YamlFields fields) throws InvalidScenarioException {
        var text = fields.text("chance");
        if (text == null) {
            return 1;
        }
        if (!text.matches("0\\.\\d{1,6}|1(\\.0)?")) {
            throw invalid(fields.node(), "chance must be a number from 0.0 to 1");
        }
        return Double.parseDouble(text);
    }

    private static int number(YamlFields fields, String name, int absent, int max)
            throws InvalidScenarioException {
        var text = fields.text(name);
        int number = text == null ? absent : text.matches("\\d{1,3}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > max) {
            throw invalid(fields.node(), "%s must be a number from 1 to %d".formatted(name, max));
        }
        return number;
    }

    private static Duration time(YamlFields fields, String name, Duration absent)
            throws InvalidScenarioException {
        var node = fields.get(name);
        return node.isEmpty() ? absent : Durations.read(node.get(), scalar(node.get(), name));
    }
}
