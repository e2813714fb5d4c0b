package io.paycast.cli;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.embeddedkafka.FreePort;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs {@code paycast up} in separate processes, with everything that it starts. */
class UpTest {

    private static final String READY = "Press Ctrl-C to stop";
    private static final Duration TIMEOUT = Duration.ofMinutes(2);

    @TempDir private Path folder;

    @Test
    void refusesAPortInUseWithExitCode1() throws Exception {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"));
                var up = up(taken.getLocalPort())) {
            assertThat(up.exitCode()).isEqualTo(1);
            assertThat(up.errors())
                    .startsWith("paycast: Port %d on 127.0.0.1".formatted(taken.getLocalPort()))
                    .hasLineCount(1);
        }
    }

    @Test
    void refusesADataFolderInUseWithExitCode1() throws Exception {
        Files.createDirectories(data());
        try (var lock =
                        FileChannel.open(
                                data().resolve("in-use.lock"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.WRITE);
                var held = lock.lock();
                var up = up(0)) {
            assertThat(up.exitCode()).isEqualTo(1);
            assertThat(up.errors())
                    .startsWith("paycast: The data folder " + data() + " is in use by another")
                    .hasLineCount(1);
            assertThat(held.isValid()).isTrue();
        }
    }

    @Test
    void keepsItsDataAcrossAStopAndAKill() throws Exception {
        int port = FreePort.find();
        var url = "http://localhost:" + port;
        var up = up(port).awaitOutput(READY);
        try (var listen = CommandProcess.start(folder, "listen", "--json", "--url", url)) {
            listen.awaitOutput("connected to " + url);
            var keys = get(url + "/.well-known/jwks.json");
            var refreshToken = login(url).path("refreshToken").asString();

            trigger(url, "authorized", "pay_1");
            awaitUpdates(listen, "pay_1");

            assertThat(up.stop()).isZero();
            assertThat(up.output()).contains("Stopped in ");
            assertThat(up.errors()).isEmpty();
            up = up(port).awaitOutput(READY);
            trigger(url, "authorized", "pay_2");
            awaitUpdates(listen, "pay_1", "pay_2");

            up.kill();
            up = up(port).awaitOutput(READY);
            trigger(url, "authorized", "pay_2"); // a repeat, which changes nothing
            trigger(url, "authorized", "pay_3");
            awaitUpdates(listen, "pay_1", "pay_2", "pay_3");

            assertThat(get(url + "/.well-known/jwks.json")).isEqualTo(keys);
            assertThat(refresh(url, refreshToken)).isEqualTo(200);
            var first = updates(listen).getFirst().path("Cursor").asString();
            try (var late =
                    CommandProcess.start(
                            folder, "listen", "--json", "--url", url, "--since", first)) {
                awaitUpdates(late, "pay_2", "pay_3");
            }
        } finally {
            up.close();
        }
    }

    @Test
    void showsItsStatusOnOneScreen() throws Exception {
        int port = FreePort.find();
        var url = "http://localhost:" + port;
        try (var up = up(port).awaitOutput(READY)) {
            trigger(url, "authorized", "pay_1");
            var token = login(url).path("token").asString(); // each status logs in, at most 10 may
            Awaitility.await()
                    .atMost(TIMEOUT)
                    .until(() -> stats(url, token).at("/counts/updates").asInt(0) == 1);

            var screen = run("status", "--url", url);
            assertThat(screen)
                    .contains("Paycast at %s is up.".formatted(url), "1 update ")
                    .contains("gateway up", "ingest up", "auth up", "connected", "0 of 100,000")
                    .containsPattern("Refused +none\n")
                    .containsPattern("Closed +none\n");
            assertThat(screen.lines()).hasSizeLessThanOrEqualTo(24);

            var json = JsonMapper.shared().readTree(run("status", "--json", "--url", url));
            assertThat(json.path("health").path("status").asString()).isEqualTo("UP");
            assertThat(json.path("stats").path("counts").path("updates").asInt()).isEqualTo(1);
            assertThat(json.path("stats").path("cluster").path("gateways")).hasSize(1);

            assertThat(failing("status", "--url", url, "--password", "invalid"))
                    .contains("gateway up")
                    .contains("paycast: The stats need a login. demo could not log in: ")
                    .contains("Name a user with --user and --password.");
            assertThat(up.errors()).isEmpty();
        }
    }

    private CommandProcess up(int port) throws IOException {
        return CommandProcess.start(
                folder, "up", "--port", Integer.toString(port), "--data", data().toString());
    }

    private Path data() {
        return folder.resolve("my data");
    }

    private static void trigger(String url, String status, String payment) {
        assertThat(run("trigger", status, "--payment", payment, "--url", url)).contains("200");
    }

    private static String run(String... arguments) {
        return run(0, arguments);
    }

    private static String failing(String... arguments) {
        return run(1, arguments);
    }

    private static String run(int expectedExitCode, String... arguments) {
        var out = new StringWriter();
        int exitCode =
                Paycast.commandLine()
                        .setOut(new PrintWriter(out, true))
                        .setErr(new PrintWriter(out, true))
                        .execute(arguments);
        assertThat(exitCode).as(out.toString()).isEqualTo(expectedExitCode);
        return out.toString();
    }

    private static void awaitUpdates(CommandProcess listen, String... payments) {
        Awaitility.await()
                .atMost(TIMEOUT)
                .untilAsserted(() ->
                        assertThat(updates(listen))
                                .extracting(update -> update.path("PaymentId").asString())
                                .containsExactly(payments));
    }

    private static List<JsonNode> updates(CommandProcess listen) {
        return listen.lines().stream().map(JsonMapper.shared()::readTree).toList();
    }

    private static JsonNode login(String url) throws Exception {
        return JsonMapper.shared()
                .readTree(
                        post(
                                        url + "/api/auth/login",
                                        "{\"username\":\"demo\",\"password\":\"demo\"}")
                                .body());
    }

    private static int refresh(String url, String token) throws Exception {
        return post(url + "/api/auth/refresh", "{\"refreshToken\":\"%s\"}".formatted(token))
                .statusCode();
    }

    private static JsonNode stats(String url, String token) throws Exception {
        var request =
                HttpRequest.newBuilder(URI.create(url + "/api/websocket/stats"))
                        .header("Authorization", "Bearer " + token);
        return JsonMapper.shared().readTree(get(request));
    }

    private static String get(String url) throws Exception {
        return get(HttpRequest.newBuilder(URI.create(url)));
    }

    private static String get(HttpRequest.Builder request) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(request.build(), BodyHandlers.ofString()).body();
        }
    }

    private static HttpResponse<String> post(String url, String json) throws Exception {
        try (var http = HttpClient.newHttpClient()) {
            return http.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString(json))
                            .build(),
                    BodyHandlers.ofString());
        }
    }
}
