package io.paycast.tabby.scenario;

import io.paycast.tabby.model.Json;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/**
 * What came of a scenario: all webhooks were delivered or given up.
 *
 * @param webhooks how many were sent, dropped, repeated, forged, …
 */
public record ScenarioRun(
        String scenario, long seed, List<Expected> payments, Map<String, Long> webhooks) {

    public ScenarioRun {
        payments = List.copyOf(payments);
        webhooks = Map.copyOf(webhooks);
    }

    /** Reads the response of {@code POST /tabby/emulator/scenarios}. */
    public static ScenarioRun of(JsonNode json) {
        return Json.MAPPER.treeToValue(json, ScenarioRun.class);
    }

    /** The response of {@code POST /tabby/emulator/scenarios}. */
    public JsonNode toJson() {
        return Json.MAPPER.valueToTree(this);
    }
}
