package io.paycast.testsupport;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** An AsyncAPI 3.0 document, to compare its sockets and topics with real messages. */
public final class AsyncApiFile {

    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final JsonNode document;
    private final Schemas schemas;

    private AsyncApiFile(JsonNode document) {
        this.document = document;
        this.schemas = new Schemas(document);
    }

    /** Reads the file. */
    public static AsyncApiFile of(String json) {
        var document = JSON.readTree(json);
        if (!document.path("asyncapi").asString("").equals("3.0.0")) {
            throw new AssertionError("not AsyncAPI 3.0");
        }
        return new AsyncApiFile(document);
    }

    /** One node of the file, by JSON pointer. */
    public JsonNode at(String pointer) {
        return document.at(pointer);
    }

    /** The names of all messages. */
    public Set<String> messages() {
        return Set.copyOf(document.at("/components/messages").propertyNames());
    }

    /** The addresses of all channels. */
    public Set<String> addresses() {
        return Set.copyOf(
                document.path("channels")
                        .valueStream()
                        .map(channel -> channel.path("address").asString())
                        .toList());
    }

    /** Returns the errors in a message's text; members that are not described are errors. */
    public List<String> flawsOf(String message, String text) {
        return schemas.flawsOf(JSON.readTree(text), message(message).path("payload"));
    }

    /** Returns the errors in a record's headers. */
    public List<String> flawsOfHeaders(String message, Map<String, String> headers) {
        return schemas.flawsOf(JSON.valueToTree(headers), message(message).path("headers"));
    }

    /** Returns the errors in a record's key. */
    public List<String> flawsOfKey(String message, String key) {
        return schemas.flawsOf(
                JSON.getNodeFactory().stringNode(key), message(message).at("/bindings/kafka/key"));
    }

    /** The payloads of a message's examples, by their names. */
    public Map<String, JsonNode> examples(String message) {
        var examples = new TreeMap<String, JsonNode>();
        for (var example : message(message).path("examples")) {
            examples.put(example.path("name").asString(), example.path("payload"));
        }
        return examples;
    }

    /** Parses JSON and keeps every digit of its numbers, trailing zeros included. */
    public static JsonNode exact(String json) {
        return JSON.readTree(json);
    }

    private JsonNode message(String name) {
        var message = document.at("/components/messages").path(name);
        if (message.isMissingNode()) {
            throw new AssertionError("no message " + name);
        }
        return message;
    }
}
