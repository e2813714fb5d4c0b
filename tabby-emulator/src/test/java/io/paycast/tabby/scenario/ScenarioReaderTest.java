package io.paycast.tabby.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paycast.tabby.model.TabbyCurrency;
import io.paycast.tabby.payment.DisputeStatus;
import io.paycast.tabby.webhook.Fault;
import io.paycast.tabby.webhook.WebhookEvent;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.FieldSource;

class ScenarioReaderTest {

    static final java.util.List<String> SHIPPED = Scenarios.NAMES;

    @Test
    void readsEverythingThatAFileCanSay() throws InvalidScenarioException {
        var scenario =
                ScenarioReader.read(
                        "all",
                        """
                        about: Everything.
                        payment: {count: 3, amount: 12.340, currency: KWD, order: "#{n}", test: true}
                        registrations: 2
                        steps:
                          - approve
                          - wait: 90s
                          - capture: 4.000
                          - capture
                          - refund
                          - update: '#{id}'
                          - dispute: approved
                          - raw: '{}'
                          - close
                          - decline
                          - cancel
                        faults:
                          - drop: [authorized, captured]
                            attempts: 2
                            chance: 0.25
                          - repeat: all
                            times: 4
                            within: 3h
                          - delay: closed
                            from: 1m
                            by: 2m
                          - shuffle: refunded
                          - forge: dispute
                          - uppercase: updated
                        expect:
                          outcome: successful
                          status: closed
                          captured: 12.340
                          refunded: 0
                          order: x
                          shown: true
                          never: [expired, void]
                        """);
        assertThat(scenario.payment())
                .isEqualTo(
                        new Scenario.Template(
                                3, new BigDecimal("12.340"), TabbyCurrency.KWD, "#{n}", true));
        assertThat(scenario.registrations()).isEqualTo(2);
        assertThat(scenario.steps())
                .containsExactly(
                        new Step.Approve(),
                        new Step.Wait(Duration.ofSeconds(90)),
                        new Step.Capture(new BigDecimal("4.000")),
                        new Step.Capture(null),
                        new Step.Refund(null),
                        new Step.Update("#{id}"),
                        new Step.Dispute(DisputeStatus.APPROVED),
                        new Step.Raw("{}"),
                        new Step.Close(),
                        new Step.Decline(),
                        new Step.Cancel());
        assertThat(scenario.faults().getFirst())
                .isEqualTo(
                        new Fault.Drop(
                                new Fault.When(
                                        Set.of(WebhookEvent.AUTHORIZED, WebhookEvent.CAPTURED),
                                        0.25),
                                2));
        assertThat(scenario.faults()).hasSize(6);
        assertThat(scenario.expect().never()).containsExactlyInAnyOrder("expired", "void");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "''                                        | The scenario is empty.",
                "a: [                                      | Line 1: this is not YAML",
                "- approve                                 | Line 1: must have the fields",
                "step: [approve]                           | Line 1: step is unknown; the fields are about,",
                "steps: []                                 | steps must be a list of 1 to 200 steps.",
                "steps: approve                            | Line 1: steps must be a list.",
                "steps: [pay]                              | Line 1: a step is approve, decline,",
                "steps: [{wait: soon}]                     | Line 1: a time must be like 30s, 20m, 3h or 21d.",
                "steps: [{wait: 9999d}]                    | Line 1: a time must be at most 400d.",
                "steps: [{capture: 1.001}]                 | an amount must be a decimal with at most 2 decimals",
                "steps: [{capture: -1}]                    | an amount must be a decimal",
                "steps: [{dispute: won}]                   | dispute must be pending, arbitration,",
                "steps: [{approve: x, close: y}]           | Line 1: a step has one name.",
                "'payment: {currency: USD}'                | currency must be AED, SAR or KWD.",
                "'payment: {count: 101}'                   | count must be a number from 1 to 100.",
                "'{registrations: 5, steps: [approve]}'    | registrations must be a number from 1 to 4.",
                "'{steps: [approve], faults: [{lose: all}]}'| a fault is drop, repeat, delay, shuffle, forge",
                "'{steps: [approve], faults: [{drop: paid}]}'| a webhook is all, authorized,",
                "'{steps: [approve], faults: [{drop: all, times: 2}]}'| times is unknown",
                "'{steps: [approve], faults: [{drop: all, chance: 2}]}'| chance must be a number from 0.0 to 1.",
                "'{steps: [approve], expect: {outcome: paid}}'| outcome must be one of cancelled, expired,",
                "'{steps: [approve], steps: [close]}'      | Line 1:",
            })
    void saysWhatIsInvalidAndWhere(String yaml, String message) {
        assertThatThrownBy(() -> ScenarioReader.read("invalid", yaml))
                .isInstanceOf(InvalidScenarioException.class)
                .hasMessageContaining(message);
    }

    @Test
    void refusesHugeAndDeepFiles() {
        assertThatThrownBy(() -> ScenarioReader.read("huge", "about: " + "x".repeat(100_000)))
                .isInstanceOf(InvalidScenarioException.class);
        assertThatThrownBy(() -> ScenarioReader.read("deep", "[".repeat(50) + "]".repeat(50)))
                .isInstanceOf(InvalidScenarioException.class);
    }

    @ParameterizedTest
    @FieldSource("SHIPPED")
    void readsEveryShippedScenario(String name) {
        assertThat(Scenarios.find(name).orElseThrow().about()).endsWith(".");
    }
}
