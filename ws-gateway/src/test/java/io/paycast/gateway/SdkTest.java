package io.paycast.gateway;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.OpenApiFile;
import io.paycast.testsupport.OpenApiFile.Response;
import io.paycast.testsupport.TestTokens;
import java.io.IOException;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The JavaScript client at {@code /sdk}. */
class SdkTest {

    private static final Path SOURCES = Path.of("../clients/javascript/src");
    private static final TestTokens TOKENS = TestTokens.start();

    /** The modules need neither Kafka nor a token. */
    private static final RunningGateway GATEWAY = RunningGateway.start("localhost:1", TOKENS);

    @AfterAll
    static void stop() {
        GATEWAY.close();
        TOKENS.close();
    }

    @Test
    void servesEveryModuleAsItStands() throws IOException {
        for (var name : sources()) {
            var source = Files.readString(SOURCES.resolve(name));
            assertThat(get("/sdk/" + name).body()).as(name).isEqualTo(source);
            assertThat(get("/sdk/" + version() + "/" + name).body()).as(name).isEqualTo(source);
        }
        assertThat(sources()).contains("paycast.js", "react.js", "vue.js", "element.js");
    }

    /** A page imports one module; the browser finds the others. */
    @Test
    void everyImportOfAModuleIsServed() throws IOException {
        for (var name : sources()) {
            var source = Files.readString(SOURCES.resolve(name));
            source.lines()
                    .filter(line -> line.startsWith("import ") && line.contains("\"./"))
                    .map(line -> line.replaceAll(".*\"\\./(.*)\".*", "$1"))
                    .forEach(other -> assertThat(get("/sdk/" + other).statusCode()).isEqualTo(200));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"paycast.js", "react.js", "vue.js", "element.js"})
    void isCacheableAndMayBeUsedByPagesOfAnyOrigin(String name) {
        var current = get("/sdk/" + name);
        assertThat(header(current, "content-type")).isEqualTo("text/javascript;charset=UTF-8");
        assertThat(header(current, "cache-control")).isEqualTo("no-cache, public");
        assertThat(header(current, "access-control-allow-origin")).isEqualTo("*");
        assertThat(header(current, "cross-origin-resource-policy")).isEqualTo("cross-origin");
        assertThat(header(current, "x-content-type-options")).isEqualTo("nosniff");
        assertThat(header(current, "etag")).matches("\"[0-9a-f]{32}\"");
        var versioned = get("/sdk/" + version() + "/" + name);
        assertThat(header(versioned, "cache-control"))
                .isEqualTo("max-age=31536000, public, immutable");
        assertThat(header(versioned, "etag")).isEqualTo(header(current, "etag"));
    }

    @Test
    void respondsToHeadLikeGetWithoutTheBody() {
        var got = get("/sdk/paycast.js");
        var head =
                GATEWAY.ask(
                        GATEWAY.request("/sdk/paycast.js", "")
                                .method("HEAD", BodyPublishers.noBody()));
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.body()).isEmpty();
        assertThat(head.headers().firstValueAsLong("content-length").orElse(0))
                .isEqualTo(got.body().getBytes(UTF_8).length);
        assertThat(header(head, "etag")).isEqualTo(header(got, "etag"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"%s", "W/%s", "\"other\", %s", "*"})
    void respondsWith304ToAClientThatHasTheModule(String condition) {
        var tag = header(get("/sdk/paycast.js"), "etag");
        var response = getIfNoneMatch(condition.formatted(tag));
        assertThat(response.statusCode()).isEqualTo(304);
        assertThat(response.body()).isEmpty();
        assertThat(header(response, "etag")).isEqualTo(tag);
        assertThat(header(response, "access-control-allow-origin")).isEqualTo("*");
        assertThat(getIfNoneMatch("\"other\"").statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sdk/unknown.js",
                "/sdk/0123456789abcdef/paycast.js",
                "/sdk/paycast",
                "/sdk/paycast-gateway.properties"
            })
    void refusesWhatIsNoModule(String path) {
        var response = get(path);
        assertThat(response.statusCode()).isEqualTo(404);
        assertThat(header(response, "content-type")).startsWith("application/problem+json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/sdk/..%2fpaycast-gateway.properties",
                "/sdk/%2e%2e/paycast-gateway.properties"
            })
    void refusesPathsThatLeaveTheFolder(String path) {
        assertThat(get(path).statusCode()).isEqualTo(400);
    }

    @Test
    void refusesOtherMethods() {
        var response =
                GATEWAY.ask(
                        GATEWAY.request("/sdk/paycast.js", "").POST(BodyPublishers.ofString("{}")));
        assertThat(response.statusCode()).isEqualTo(405);
        assertThat(header(response, "allow")).isEqualTo("GET, HEAD");
    }

    @Test
    void respondsAsDocumented() {
        var docs = OpenApiFile.of(get("/docs/ws-gateway.openapi.json").body());
        var seen = new ArrayList<String>();
        check(docs, seen, "/sdk", get("/sdk"));
        var tag = header(get("/sdk/paycast.js"), "etag");
        check(docs, seen, "/sdk/{module}", get("/sdk/paycast.js"));
        check(docs, seen, "/sdk/{module}", getIfNoneMatch(tag));
        check(docs, seen, "/sdk/{module}", get("/sdk/unknown.js"));
        var versioned = "/sdk/" + version() + "/paycast.js";
        check(docs, seen, "/sdk/{version}/{module}", get(versioned));
        check(
                docs,
                seen,
                "/sdk/{version}/{module}",
                GATEWAY.ask(GATEWAY.request(versioned, "").header("If-None-Match", tag)));
        check(docs, seen, "/sdk/{version}/{module}", get("/sdk/0/paycast.js"));
        var documented = new TreeSet<>(docs.responses());
        documented.removeIf(answer -> !answer.startsWith("GET /sdk"));
        assertThat(new TreeSet<>(seen)).isEqualTo(documented);
    }

    private static void check(
            OpenApiFile docs, ArrayList<String> seen, String path, HttpResponse<String> response) {
        docs.check("GET " + path, Response.of(response));
        seen.add("GET " + path + " " + response.statusCode());
    }

    private static String version() {
        return get("/sdk").body().replaceAll(".*\"version\":\"([0-9a-f]+)\".*", "$1");
    }

    private static TreeSet<String> sources() throws IOException {
        try (var files = Files.list(SOURCES)) {
            return new TreeSet<>(files.map(file -> file.getFileName().toString()).toList());
        }
    }

    private static HttpResponse<String> get(String path) {
        return GATEWAY.get(path, "");
    }

    private static HttpResponse<String> getIfNoneMatch(String tags) {
        return GATEWAY.ask(
                GATEWAY.request("/sdk/paycast.js", "").header("If-None-Match", tags).GET());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
