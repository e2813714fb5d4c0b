package io.paycast.testsupport;

import java.net.http.HttpResponse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * A service's OpenAPI 3.1 document, to compare with the service's real responses. An operation is
 * written {@code POST /api/auth/login}.
 */
public final class OpenApiFile {

    private static final Set<String> METHODS = Set.of("get", "post", "put", "patch", "delete");
    private static final JsonMapper JSON =
            JsonMapper.builder()
                    .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
                    .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
                    .build();

    private final JsonNode document;
    private final Schemas schemas;

    private OpenApiFile(JsonNode document) {
        this.document = document;
        this.schemas = new Schemas(document);
    }

    /** Reads the file. */
    public static OpenApiFile of(String json) {
        var document = JSON.readTree(json);
        if (!document.path("openapi").asString("").startsWith("3.1.")) {
            throw new AssertionError("not OpenAPI 3.1");
        }
        return new OpenApiFile(document);
    }

    /** A response of the running service; header names are case-insensitive. */
    public record Response(int status, Function<String, Optional<String>> header, String body) {

        /** Converts a response of the JDK's client. */
        public static Response of(HttpResponse<String> response) {
            return new Response(
                    response.statusCode(), response.headers()::firstValue, response.body());
        }
    }

    /** Every operation. */
    public Set<String> operations() {
        var operations = new TreeSet<String>();
        document.path("paths")
                .forEachEntry((path, item) ->
                        item.forEachEntry((method, operation) -> {
                            if (METHODS.contains(method)) {
                                operations.add(
                                        method.toUpperCase(java.util.Locale.ROOT) + " " + path);
                            }
                        }));
        return operations;
    }

    /** Every described response, such as {@code POST /api/auth/login 200}. */
    public Set<String> responses() {
        return operations().stream()
                .flatMap(operation ->
                        operation(operation).path("responses").propertyNames().stream()
                                .map(status -> operation + " " + status))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The example request bodies of an operation. */
    public List<String> requestExamples(String operation) {
        return requestBody(operation)
                .path("examples")
                .valueStream()
                .map(example -> example.path("value").toString())
                .toList();
    }

    /** Returns the errors in a request body. */
    public List<String> flawsOfRequest(String operation, String body) {
        return schemas.flawsOfSuperset(JSON.readTree(body), requestBody(operation).path("schema"));
    }

    /** Fails unless the file describes this response and its own examples are valid. */
    public void check(String operation, Response response) {
        var described =
                schemas.resolve(
                        operation(operation)
                                .path("responses")
                                .path(Integer.toString(response.status())));
        var where = operation + " " + response.status();
        expect(!described.isMissingNode(), where + " is not described");
        described
                .path("headers")
                .forEachEntry((name, header) ->
                        checkHeader(
                                where + ", " + name,
                                schemas.resolve(header),
                                response.header().apply(name)));
        var content = described.path("content");
        if (response.body().isEmpty() && described.path("x-body-optional").asBoolean(false)) {
            return;
        }
        if (content.isMissingNode()) {
            expect(response.body().isEmpty(), where + " is described without a body");
            return;
        }
        var type = response.header().apply("Content-Type").orElse("none").split(";", 2)[0];
        var media = content.path(type);
        expect(!media.isMissingNode(), where + " is not described as " + type);
        if (type.endsWith("json")) {
            expectNone(
                    where, schemas.flawsOf(JSON.readTree(response.body()), media.path("schema")));
            if (media.has("example")) {
                expectNone(
                        where + ", example",
                        schemas.flawsOf(media.path("example"), media.path("schema")));
            }
        }
    }

    private void checkHeader(String where, JsonNode header, Optional<String> value) {
        if (value.isEmpty()) {
            expect(!header.path("required").asBoolean(false), where + " is missing");
            return;
        }
        var schema = header.path("schema");
        var typed =
                schema.path("type").asString("").equals("integer")
                        ? JSON.readTree(value.get())
                        : JSON.getNodeFactory().stringNode(value.get());
        expectNone(where, schemas.flawsOf(typed, schema));
    }

    private JsonNode requestBody(String operation) {
        return operation(operation).path("requestBody").path("content").path("application/json");
    }

    private JsonNode operation(String operation) {
        var parts = operation.split(" ", 2);
        return document.path("paths")
                .path(parts[1])
                .path(parts[0].toLowerCase(java.util.Locale.ROOT));
    }

    private static void expectNone(String where, List<String> flaws) {
        expect(flaws.isEmpty(), where + ": " + flaws);
    }

    private static void expect(boolean condition, String problem) {
        if (!condition) {
            throw new AssertionError(problem);
        }
    }
}
