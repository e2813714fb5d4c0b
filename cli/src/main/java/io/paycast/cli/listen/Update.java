package io.paycast.cli.listen;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.cfg.JsonNodeFeature;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.MissingNode;

/**
 * One message from the gateway.
 *
 * @param raw the text as received
 * @param json the parsed text, with exact decimals; a missing node if it is not JSON
 */
record Update(String raw, JsonNode json) {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
                    .build();

    static Update of(String raw) {
        try {
            return new Update(raw, JSON.readTree(raw));
        } catch (JacksonException e) {
            return new Update(raw, MissingNode.getInstance());
        }
    }

    String text(String member) {
        return json.path(member).asString("");
    }
}
