package io.paycast.testsupport;

import com.networknt.schema.Error;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** The JSON Schemas (2020-12) in an OpenAPI or AsyncAPI document. */
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

    /** What is wrong with a value; members that the schema neither names nor allows are wrong. */
    List<String> flawsOf(JsonNode value, JsonNode schema) {
        return flaws(value, schema, true);
    }

    /** What is wrong with a value; it may have more members than the schema names. */
    List<String> flawsOfSuperset(JsonNode value, JsonNode schema) {
        return flaws(value, schema, false);
    }

    private List<String> flaws(JsonNode value, JsonNode schema, boolean nothingElse) {
        ObjectNode closed = JsonMapper.shared().createObjectNode();
        closed.putArray("allOf").add(schema);
        if (nothingElse) {
            closed.put("unevaluatedProperties", false);
        }
        closed.set("components", document.path("components"));
        return registry.getSchema(closed).validate(value).stream().map(Error::toString).toList();
    }

    /** The node itself, or what its {@code $ref} into this document means. */
    JsonNode resolve(JsonNode node) {
        var at = node;
        while (at.has("$ref")) {
            at = document.at(at.path("$ref").asString().substring(1));
        }
        return at;
    }
}
