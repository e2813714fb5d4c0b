package io.paycast.tabby.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paycast.tabby.TabbyEmulator;
import io.paycast.tabby.TabbyOptions;
import io.paycast.tabby.WebhookReceiver;
import io.paycast.tabby.WebhookReceiver.Received;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.FieldSource;

/** What a shop receives of a scenario, and that a seed repeats it. */
class ScenariosTest {

    static final List<String> NAMES = Scenarios.NAMES;

    private static final Pattern TIME =
            Pattern.compile("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ");

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final TabbyEmulator tabby =
            TabbyEmulator.start(TabbyOptions.defaults().withWebhook(receiver.webhook()));

    @AfterEach
    void stop() {
        tabby.close();
        receiver.close();
    }

    private ScenarioRun play(String name, long seed) throws InvalidScenarioException {
        return tabby.play(Scenarios.find(name).orElseThrow(), "shop", seed);
    }

    private static Scenario scenario(String yaml) throws InvalidScenarioException {
        return ScenarioReader.read("test", yaml);
    }

    @ParameterizedTest
    @FieldSource("NAMES")
    void givesTheSameIdsOrderAndFaultsForTheSameSeed(String name) throws InvalidScenarioException {
        var first = play(name, 42);
        var sent = requests(0);
        var second = play(name, 42);
        assertThat(second).isEqualTo(first);
        assertThat(requests(sent.size())).isEqualTo(sent);
        assertThat(first.payments()).isNotEmpty();
        for (var payment : first.payments()) {
            assertThat(tabby.payment(payment.id())).isPresent();
        }
    }

    /** All requests from this one on, without their times. */
    private List<String> requests(int from) {
        return receiver.received().stream()
                .skip(from)
                .map(it -> it.secret() + " " + TIME.matcher(it.body()).replaceAll("TIME"))
                .toList();
    }

    @Test
    void givesOtherIdsAndOrdersForAnotherSeed() throws InvalidScenarioException {
        var one = play("unordered", 1);
        var first = receiver.genuine();
        var other = play("unordered", 2);
        assertThat(other.payments()).doesNotContainAnyElementsOf(one.payments());
        assertThat(receiver.genuine().subList(first.size(), 2 * first.size())).isNotEqualTo(first);
    }

    @Test
    void deliversALostWebhookWithAnotherAttempt() throws InvalidScenarioException {
        var run = play("paid-but-no-order", 1);
        assertThat(run.webhooks()).containsEntry("dropped", 3L).containsEntry("acknowledged", 3L);
        assertThat(receiver.genuine()).hasSize(3);
    }

    @Test
    void neverDeliversWhatIsLostForGood() throws InvalidScenarioException {
        var run = play("lost-webhooks", 1);
        assertThat(receiver.received()).isEmpty();
        assertThat(run.webhooks()).containsEntry("dropped", 15L).containsEntry("givenUp", 3L);
        assertThat(run.payments().getFirst().shown()).isFalse();
    }

    @Test
    void repeatsEachWebhook() throws InvalidScenarioException {
        play("repeated", 1);
        // Two payments with five webhooks; each three times at once and twice later.
        assertThat(receiver.genuine()).hasSize(2 * 5 * 5);
    }

    @Test
    void deliversInAnotherOrderThanItHappened() throws InvalidScenarioException {
        play("late-authorized", 1);
        assertThat(receiver.genuine().getLast()).startsWith("authorized captures=0");
    }

    @Test
    void forgesWithoutTheSecretAndLeavesThePaymentAlone() throws InvalidScenarioException {
        receiver.respond(it -> it.secret() != null && it.secret().equals("forged") ? 401 : 200);
        var run = play("forged-success", 1);
        var forged =
                receiver.received().stream()
                        .filter(it -> !WebhookReceiver.SECRET.equals(it.secret()))
                        .map(Received::json)
                        .toList();
        assertThat(forged).hasSize(1);
        assertThat(forged.getFirst().path("status").asString()).isEqualTo("closed");
        assertThat(forged.getFirst().path("captures")).hasSize(1);
        assertThat(run.webhooks()).containsEntry("forged", 1L).containsEntry("retried", 0L);
        assertThat(run.payments().getFirst().outcome()).isEqualTo("rejected");
    }

    @Test
    void sendsToFourRegistrationsOfOneAddressAndRemovesThem() throws InvalidScenarioException {
        play("registered-four-times", 1);
        assertThat(receiver.genuine()).hasSize(4 * 4);
        receiver.respond(_ -> 200);
        play("rejected", 1);
        assertThat(receiver.genuine()).hasSize(4 * 4 + 1);
    }

    @Test
    void sendsDisputesToo() throws InvalidScenarioException {
        var run = play("dispute-approved", 1);
        var disputes =
                receiver.received().stream()
                        .map(Received::json)
                        .filter(it -> it.has("dispute_id"))
                        .toList();
        assertThat(disputes)
                .extracting(it -> it.path("status").asString())
                .containsExactly("pending", "arbitration", "approved");
        assertThat(disputes.getFirst().propertyNames())
                .containsExactly(
                        "status", "dispute_id", "payment_id", "amount", "currency", "created_at");
        assertThat(run.payments().getFirst().refunded()).isEqualTo("150.00");
    }

    @Test
    void doesNotMoveTheClockOfTheEmulator() throws InvalidScenarioException {
        var before = tabby.now();
        play("captured-by-tabby", 1);
        assertThat(tabby.now()).isBefore(before.plusSeconds(600)).isAfterOrEqualTo(before);
        assertThat(Instant.now()).isAfterOrEqualTo(before);
    }

    @Test
    void saysWhichStepIsNotPossible() {
        assertThatThrownBy(() -> tabby.play(scenario("steps: [decline, capture]"), "shop", 1))
                .isInstanceOf(InvalidScenarioException.class)
                .hasMessage("Step 2 is not possible: could not capture not authorized payments.");
    }

    @Test
    void refusesAnExpectationThatContradictsTheSteps() {
        var yaml = "{steps: [approve, close], expect: {outcome: successful}}";
        assertThatThrownBy(() -> tabby.play(scenario(yaml), "shop", 1))
                .hasMessage("expect: outcome is cancelled after these steps, not successful.");
    }

    private static Seen seen(String status, String outcome, String captured) {
        return new Seen(
                status,
                outcome,
                new BigDecimal("150.00"),
                "AED",
                new BigDecimal(captured),
                BigDecimal.ZERO,
                "o",
                false,
                false);
    }

    @Test
    void saysHowAnEndingDiffers() {
        var expected =
                new Expected(
                        "p",
                        true,
                        "closed",
                        "successful",
                        "150.00",
                        "AED",
                        "150.00",
                        "0.00",
                        "o",
                        false,
                        Set.of("expired"));
        var authorized = seen("authorized", "successful", "0.00");
        var closed = seen("closed", "successful", "150.0");
        assertThat(expected.problems(List.of(authorized, closed))).isEmpty();
        assertThat(expected.problems(List.of()))
                .containsExactly("The client saw nothing, but must see successful.");
        assertThat(expected.problems(List.of(authorized)))
                .containsExactly(
                        "The status is authorized, but must be closed.",
                        "The captured amount is 0.00, but must be 150.00.");
        assertThat(expected.problems(List.of(authorized, authorized, closed)))
                .containsExactly("The client saw the same change twice: successful.");
        assertThat(expected.problems(List.of(closed, authorized, closed)))
                .contains("The payment moved back from closed to authorized.");
        assertThat(expected.problems(List.of(seen("expired", "expired", "0"), closed)))
                .containsExactly("The client saw expired, but must never see it.");
    }

    @Test
    void readsItsOwnResponse() throws InvalidScenarioException {
        var run = play("no-reference", 3);
        assertThat(ScenarioRun.of(run.toJson())).isEqualTo(run);
    }
}
