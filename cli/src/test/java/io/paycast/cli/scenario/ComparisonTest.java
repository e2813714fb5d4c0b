package io.paycast.cli.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.tabby.scenario.ScenarioRun;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class ComparisonTest {

    private static final JsonMapper JSON =
            JsonMapper.builder().enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS).build();

    private final ScenarioRun run =
            ScenarioRun.of(
                    JSON.readTree(
                            """
                            {"scenario":"two","seed":1,"webhooks":{"sent":2},"payments":[
                             {"id":"p1","shown":true,"status":"authorized","outcome":"successful","amount":"150.00","currency":"AED",
                              "captured":"0.00","refunded":"0.00","order":"X-1","test":false,"never":["rejected"]},
                             {"id":"p2","shown":false,"status":"created","outcome":"pending","amount":"150.00","currency":"AED",
                              "captured":"0.00","refunded":"0.00","order":"X-2","test":false,"never":[]}]}\
                            """));

    @Test
    void findsNoProblemIfAClientSeesWhatItMustSee() {
        var comparison = new Comparison(run, List.of(update("p1", "authorized", "successful")));
        assertThat(comparison.problems()).isEmpty();
        assertThat(comparison.endings())
                .containsExactly("p1  successful after 1 updates", "p2  not shown");
    }

    @Test
    void findsWhatIsMissingWrongOrTooMuch() {
        assertThat(new Comparison(run, List.of()).problems())
                .singleElement()
                .asString()
                .startsWith("p1: The client saw nothing");
        assertThat(
                        new Comparison(
                                        run,
                                        List.of(
                                                update("p1", "rejected", "rejected"),
                                                update("p1", "authorized", "successful"),
                                                update("p2", "authorized", "successful")))
                                .problems())
                .anySatisfy(problem -> assertThat(problem).startsWith("p1: ").contains("rejected"))
                .anySatisfy(problem -> assertThat(problem).startsWith("p2: "));
    }

    private static JsonNode update(String payment, String status, String outcome) {
        return JSON.readTree(
                """
                {"PaymentId":"%s","Status":"%s","Outcome":"%s","Amount":150.00,"Currency":"AED","CapturedAmount":0.00,
                 "RefundedAmount":0.00,"OrderReferenceId":"X-1","IsTest":false}\
                """
                        .formatted(payment, status, outcome));
    }
}
