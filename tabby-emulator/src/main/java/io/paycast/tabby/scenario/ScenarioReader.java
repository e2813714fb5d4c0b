package io.paycast.tabby.scenario;

import static io.paycast.tabby.scenario.YamlFields.invalid;
import static io.paycast.tabby.scenario.YamlFields.scalar;

import io.paycast.tabby.model.TabbyCurrency;
import io.paycast.tabby.payment.DisputeStatus;
import io.paycast.tabby.scenario.Scenario.Expectation;
import io.paycast.tabby.scenario.Scenario.Template;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;

/** Reads a scenario file. */
public final class ScenarioReader {

    private static final int MAX_PAYMENTS = 100;
    private static final int MAX_REGISTRATIONS = 4;
    private static final int MAX_STEPS = 200;
    private static final String DEFAULT_ORDER = "order-{id}";

    private static final Set<String> FIELDS =
            Set.of("about", "payment", "registrations", "steps", "faults", "expect");
    private static final Set<String> PAYMENT =
            Set.of("count", "amount", "currency", "order", "test");
    private static final Set<String> EXPECT =
            Set.of("outcome", "status", "captured", "refunded", "order", "shown", "never");
    private static final Set<String> OUTCOMES =
            Set.of(
                    "pending",
                    "successful",
                    "cancelled",
                    "rejected",
                    "expired",
                    "partly_refunded",
                    "refunded",
                    "void");
    private static final Set<String> STATUSES =
            Set.of("created", "authorized", "closed", "rejected", "expired");
    private static final String STEPS =
            "a step is approve, decline, cancel, close, wait, capture, refund, update, dispute or raw";

    private final TabbyCurrency currency;

    private ScenarioReader(TabbyCurrency currency) {
        this.currency = currency;
    }

    /**
     * Reads a scenario.
     *
     * @throws InvalidScenarioException with a sentence that names the line
     */
    public static Scenario read(String name, String yaml) throws InvalidScenarioException {
        var file = YamlFields.file(yaml, FIELDS);
        var payment = file.get("payment");
        var fields = payment.isPresent() ? YamlFields.of(payment.get(), PAYMENT) : null;
        var reader = new ScenarioReader(currency(fields));
        var about = file.text("about");
        return new Scenario(
                name,
                about == null ? name : about.strip(),
                reader.template(fields),
                number(file, "registrations", 1, MAX_REGISTRATIONS),
                reader.steps(file),
                FaultReader.read(file.list("faults")),
                reader.expectation(file));
    }

    private static TabbyCurrency currency(@Nullable YamlFields payment)
            throws InvalidScenarioException {
        var code = payment == null ? null : payment.text("currency");
        if (payment == null || code == null) {
            return TabbyCurrency.AED;
        }
        return TabbyCurrency.of(code)
                .orElseThrow(() -> invalid(payment.node(), "currency must be AED, SAR or KWD"));
    }

    private Template template(@Nullable YamlFields payment) throws InvalidScenarioException {
        if (payment == null) {
            return new Template(1, new BigDecimal("150.00"), currency, DEFAULT_ORDER, false);
        }
        var amount = payment.text("amount");
        var order = payment.text("order");
        return new Template(
                number(payment, "count", 1, MAX_PAYMENTS),
                amount == null ? new BigDecimal("150.00") : amount(payment.node(), amount),
                currency,
                order == null ? DEFAULT_ORDER : order.equals("none") ? null : order,
                flag(payment, "test", false));
    }

    private List<Step> steps(YamlFields file) throws InvalidScenarioException {
        var nodes = file.list("steps");
        if (nodes.isEmpty() || nodes.size() > MAX_STEPS) {
            throw invalid(
                    file.node(), "steps must be a list of 1 to %d steps".formatted(MAX_STEPS));
        }
        var steps = new ArrayList<Step>();
        for (var node : nodes) {
            steps.add(step(node));
        }
        return steps;
    }

    private Step step(Node node) throws InvalidScenarioException {
        if (node instanceof MappingNode mapping) {
            if (mapping.getValue().size() != 1) {
                throw invalid(node, "a step has one name");
            }
            var only = mapping.getValue().getFirst();
            return step(node, scalar(only.getKeyNode(), "a step"), only.getValueNode());
        }
        return switch (scalar(node, "a step")) {
            case "approve" -> new Step.Approve();
            case "decline" -> new Step.Decline();
            case "cancel" -> new Step.Cancel();
            case "close" -> new Step.Close();
            case "capture" -> new Step.Capture(null);
            case "refund" -> new Step.Refund(null);
            default -> throw invalid(node, STEPS);
        };
    }

    private Step step(Node node, String name, Node value) throws InvalidScenarioException {
        var text = scalar(value, name);
        return switch (name) {
            case "wait" -> new Step.Wait(Durations.read(value, text));
            case "capture" -> new Step.Capture(amount(value, text));
            case "refund" -> new Step.Refund(amount(value, text));
            case "update" -> new Step.Update(text);
            case "raw" -> new Step.Raw(text);
            case "dispute" ->
                    new Step.Dispute(
                            DisputeStatus.of(text)
                                    .orElseThrow(() ->
                                            invalid(
                                                    value,
                                                    "dispute must be pending, arbitration,"
                                                            + " evidence_merchant, approved,"
                                                            + " declined or cancelled")));
            default -> throw invalid(node, STEPS);
        };
    }

    private Expectation expectation(YamlFields file) throws InvalidScenarioException {
        var node = file.get("expect");
        if (node.isEmpty()) {
            return Expectation.AS_THE_EMULATOR;
        }
        var expect = YamlFields.of(node.get(), EXPECT);
        var never = new HashSet<String>();
        for (var each : expect.list("never")) {
            never.add(oneOf(each, "never", scalar(each, "never"), OUTCOMES));
        }
        return new Expectation(
                oneOf(expect, "outcome", OUTCOMES),
                oneOf(expect, "status", STATUSES),
                money(expect, "captured"),
                money(expect, "refunded"),
                expect.text("order"),
                flag(expect, "shown", true),
                never);
    }

    private @Nullable BigDecimal money(YamlFields fields, String name)
            throws InvalidScenarioException {
        var text = fields.text(name);
        if (text == null || text.matches("0(\\.0{1,3})?")) {
            return text == null ? null : BigDecimal.ZERO;
        }
        return amount(fields.node(), text);
    }

    private BigDecimal amount(Node node, String text) throws InvalidScenarioException {
        return currency.amount(text)
                .orElseThrow(() ->
                        invalid(
                                node,
                                "an amount must be a decimal with at most %d decimals, such as 40.00"
                                        .formatted(currency.decimals())));
    }

    private static @Nullable String oneOf(YamlFields fields, String name, Set<String> accepted)
            throws InvalidScenarioException {
        var text = fields.text(name);
        return text == null ? null : oneOf(fields.node(), name, text, accepted);
    }

    private static String oneOf(Node node, String name, String text, Set<String> accepted)
            throws InvalidScenarioException {
        if (accepted.contains(text)) {
            return text;
        }
        throw invalid(
                node,
                "%s must be one of %s"
                        .formatted(name, String.join(", ", accepted.stream().sorted().toList())));
    }

    private static boolean flag(YamlFields fields, String name, boolean absent)
            throws InvalidScenarioException {
        var text = fields.text(name);
        if (text == null) {
            return absent;
        }
        if (!text.equals("true") && !text.equals("false")) {
            throw invalid(fields.node(), name + " must be true or false");
        }
        return text.equals("true");
    }

    private static int number(YamlFields fields, String name, int absent, int max)
            throws InvalidScenarioException {
        var text = fields.text(name);
        if (text == null) {
            return absent;
        }
        int number = text.matches("\\d{1,6}") ? Integer.parseInt(text) : 0;
        if (number < 1 || number > max) {
            throw invalid(fields.node(), "%s must be a number from 1 to %d".formatted(name, max));
        }
        return number;
    }
}
