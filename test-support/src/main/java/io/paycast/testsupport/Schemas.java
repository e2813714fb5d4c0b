package io.paycast.testsupport;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** Validates JSON against the schemas (JSON Schema 2020-12) of an OpenAPI or AsyncAPI document. */
final class Schemas {

    private static final SchemaRegistryConfig CONFIG =
            SchemaRegistryConfig.builder().formatAssertionsEnabled(true).build();

    private final JsonNode document;
    private final SchemaRegistry registry =
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    builder -> builder.schemaRegistryConfig(CONFIG));

    Schemas(JsonNode document) {
        this.document = document;
    }

    /** Returns the errors in a value; members that the schema does not name are errors. */
    List<String> flawsOf(JsonNode value, JsonNode schema) {
        return flaws(value, schema, true);
    }

    /** Returns the errors in a value that may have more members than the schema names. */
    List<String> flawsOfSuperset(JsonNode value, JsonNode schema) {
        return flaws(value, schema, false);
    }

    private List<String> flaws(JsonNode value, JsonNode schema, boolean rejectUnknown) {
        ObjectNode closed = JsonMapper.shared().createObjectNode();
        closed.putArray("allOf").add(schema);
        if (rejectUnknown) {
            closed.put("unevaluatedProperties", false);
        }
        closed.set("components", document.path("components"));
        return registry.getSchema(closed).validate(value).stream().map(Error::toString).toList();
    }

    /** Returns the node itself, or the node that its {@code $ref} points to. */
    JsonNode resolve(JsonNode node) {
        var at = node;
        while (at.has("$ref")) {
            at = document.at(at.path("$ref").asString().substring(1));
        }
        return at;
    }
}
