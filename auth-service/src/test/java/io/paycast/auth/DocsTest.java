package io.paycast.auth;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.OpenApiFile;
import io.paycast.testsupport.OpenApiFile.Response;
import io.paycast.testsupport.Routes;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.web.reactive.function.server.RouterFunction;

/** Checks that the service behaves as its OpenAPI file documents. */
class DocsTest {

    private static final String FILE = "/docs/auth-service.openapi.json";
    private static final RunningAuth AUTH =
            RunningAuth.start(
                    "paycast.auth.logins.per-minute=3",
                    "paycast.auth.logins.refreshes-per-address-per-minute=3",
                    "paycast.auth.logins.hashing-threads=1",
                    "paycast.auth.logins.hashing-queue=1");
    private static final HttpClient HTTP = HttpClient.newHttpClient();

    private static final String ADMIN = AUTH.admin().token();
    private static final String NAME = AUTH.user("shop", "tokens:mint");
    private static final String MINTER = AUTH.client().login(NAME, RunningAuth.PASSWORD).token();
    private static final String READER = reader();

    private final OpenApiFile docs = OpenApiFile.of(send("GET", FILE, "", "").body());
    private final TreeSet<String> seen = new TreeSet<>();

    @AfterAll
    static void stop() {
        HTTP.close();
        AUTH.close();
    }

    private static HttpResponse<String> send(
            String method, String path, String token, String body) {
        return send(method, path, token, body, "application/json");
    }

    private static HttpResponse<String> send(
            String method, String path, String token, String body, String type) {
        var request =
                HttpRequest.newBuilder(URI.create(AUTH.url() + path))
                        .header("X-Forwarded-For", "203.0.113.9")
                        .method(
                                method,
                                body.isEmpty()
                                        ? BodyPublishers.noBody()
                                        : BodyPublishers.ofString(body));
        if (!body.isEmpty()) {
            request.header("Content-Type", type);
        }
        if (!token.isEmpty()) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            return HTTP.send(request.build(), BodyHandlers.ofString());
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Sends a request, and checks the response against the file. */
    private void check(String operation, String token, String body) {
        check(operation, path(operation), token, body, "application/json");
    }

    private void check(String operation, String path, String token, String body, String type) {
        var response = Response.of(send(method(operation), path, token, body, type));
        docs.check(operation, response);
        seen.add(operation + " " + response.status());
    }

    private static String method(String operation) {
        return operation.split(" ", 2)[0];
    }

    private static String path(String operation) {
        return operation.split(" ", 2)[1].replace("{username}", NAME);
    }

    @Test
    void givesEveryDocumentedResponse() throws InterruptedException {
        for (var operation : docs.operations()) {
            refusals(operation);
        }
        tokens();
        users();
        for (var operation : docs.operations()) {
            if (!operation.contains("/api/")) {
                check(operation, "", "");
            }
        }
        overload();

        var documented = new TreeSet<>(docs.responses());
        // shared by all operations, and not provoked here: a body that stalls, an internal error
        documented.removeIf(response -> response.endsWith(" 408") || response.endsWith(" 500"));
        // shared by all operations too; overload() provokes it for the login
        documented.removeIf(response -> response.endsWith(" 503"));
        seen.removeIf(response -> response.endsWith(" 503"));
        assertThat(seen).isEqualTo(documented);
    }

    /** Provokes the responses to a missing scope and to an invalid body. */
    private void refusals(String operation) {
        var body = docs.requestExamples(operation).stream().findFirst().orElse("");
        boolean open = !docs.responses().contains(operation + " 403");
        if (!open) {
            check(operation, "", body);
            check(operation, "garbage", body);
            check(operation, READER, body);
        }
        if (!body.isEmpty()) {
            var token = open ? "" : operation.endsWith("customer-token") ? MINTER : ADMIN;
            check(operation, token, "{}");
            check(operation, token, "{\"unknown\":1}");
            check(operation, path(operation), token, body, "text/plain");
            check(operation, token, " ".repeat(70_000));
        }
    }

    private static String reader() {
        var name = AUTH.user("reader", "payments:read");
        return AUTH.client().login(name, RunningAuth.PASSWORD).token();
    }

    private void tokens() {
        var login = "POST /api/auth/login";
        check(
                login,
                "",
                "{\"username\":\"%s\",\"password\":\"%s\"}".formatted(NAME, RunningAuth.PASSWORD));
        for (int i = 0; i < 4; i++) {
            check(login, "", "{\"username\":\"nobody\",\"password\":\"invalid\"}");
        }
        var pair = AUTH.client().login(NAME, RunningAuth.PASSWORD);
        var refresh = "{\"refreshToken\":\"%s\"}".formatted(pair.refreshToken());
        check("POST /api/auth/refresh", "", refresh);
        check("POST /api/auth/refresh", "", "{\"refreshToken\":\"none\"}");
        check("POST /api/auth/logout", "", refresh);
        check("POST /api/auth/refresh", "", refresh);
        check("POST /api/auth/logout", "", refresh);
        for (var body : docs.requestExamples("POST /api/auth/customer-token")) {
            check("POST /api/auth/customer-token", MINTER, body);
        }
        check("POST /api/auth/revoke", ADMIN, "{\"tokenId\":\"some-jti\"}");
        check("POST /api/auth/revoke", ADMIN, "{\"username\":\"nobody\"}");
    }

    private void users() {
        var add = "POST /api/auth/users";
        var one = "/api/auth/users/{username}";
        check(add, ADMIN, docs.requestExamples(add).getFirst());
        check(add, ADMIN, docs.requestExamples(add).getFirst());
        check("GET /api/auth/users", ADMIN, "");
        var scopes = docs.requestExamples("PATCH " + one).getFirst();
        for (var method : new String[] {"GET", "PATCH", "DELETE"}) {
            var body = method.equals("PATCH") ? scopes : "";
            for (var name : new String[] {"nobody", "shop", "admin"}) {
                if (!method.equals("GET") || !name.equals("admin")) {
                    check(
                            method + " " + one,
                            "/api/auth/users/" + name,
                            ADMIN,
                            body,
                            "application/json");
                }
            }
        }
    }

    /** Sends a login while the hashing queue, which has one place, is full. */
    private void overload() throws InterruptedException {
        var started = new CountDownLatch(1);
        var done = new CountDownLatch(1);
        Callable<Boolean> work =
                () -> {
                    started.countDown();
                    return done.await(30, TimeUnit.SECONDS);
                };
        var running = AUTH.hashing().submit(work).subscribe();
        started.await();
        var waiting = AUTH.hashing().submit(work).subscribe();
        try {
            var login = "POST /api/auth/login";
            check(
                    login,
                    "",
                    "{\"username\":\"%s\",\"password\":\"%s\"}"
                            .formatted(NAME, RunningAuth.PASSWORD));
            assertThat(seen).contains(login + " 503");
        } finally {
            done.countDown();
            running.dispose();
            waiting.dispose();
        }
    }

    @Test
    void documentsEveryRouteAndNothingElse() {
        var documented = new TreeSet<>(docs.operations());
        documented.removeIf(operation -> operation.startsWith("GET /actuator/"));
        var routes = new TreeSet<>(Routes.ofBeans(AUTH.beans(RouterFunction.class)));
        // those that respond 404 and 405
        assertThat(routes.removeIf(route -> route.startsWith("* "))).isTrue();
        assertThat(routes).isEqualTo(documented);
    }

    @Test
    void documentsValidExamplesOnly() {
        for (var operation : docs.operations()) {
            for (var example : docs.requestExamples(operation)) {
                assertThat(docs.flawsOfRequest(operation, example)).isEmpty();
                assertThat(docs.flawsOfRequest(operation, "{\"unknown\":1}")).isNotEmpty();
            }
        }
    }

    @Test
    void servesTheFileToAnyoneAndLetsItBeCached() {
        var got = send("GET", FILE, "garbage", "");
        assertThat(got.statusCode()).isEqualTo(200);
        assertThat(got.headers().firstValue("cache-control")).hasValue("max-age=300, public");
        assertThat(got.headers().firstValue("content-type")).hasValue("application/json");
        assertThat(send("HEAD", FILE, "", "").statusCode()).isEqualTo(200);
    }
}
