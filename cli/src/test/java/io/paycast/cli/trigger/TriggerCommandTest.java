package io.paycast.cli.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.paycast.cli.Paycast;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.json.JsonMapper;

/** {@code trigger} against a server that gives the responses of a test. */
class TriggerCommandTest {

    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private final List<String> received = new CopyOnWriteArrayList<>();
    private HttpServer server = newServer();
    private int status = 200;
    private String response = "{}";

    @BeforeEach
    void start() throws IOException {
        server.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        var body = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
                        var secret = exchange.getRequestHeaders().getFirst("X-Tabby-Signature");
                        received.add("%s %s %s".formatted(exchange.getRequestURI(), secret, body));
                        var bytes = response.getBytes(UTF_8);
                        exchange.sendResponseHeaders(status, bytes.length);
                        exchange.getResponseBody().write(bytes);
                    }
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void tellsTheEmulatorAllOptions() {
        response = deliveries(200);
        assertThat(
                        run(
                                "trigger captured --payment p1 --order X-1 --amount 99 --currency kwd"
                                        + " --capture 40.5 --test"))
                .isZero();
        var request = received.getFirst();
        assertThat(request).startsWith("/tabby/emulator/trigger null ");
        var body = JsonMapper.shared().readTree(request.substring(request.indexOf('{')));
        assertThat(body.toString())
                .isEqualTo(
                        """
                        {"event":"captured","payment":"p1","order":"X-1","amount":"99.000","currency":"KWD","test":true,"merchant":"local","forged":false,"capture":"40.500"}\
                        """);
        assertThat(out.toString())
                .contains("POST http://127.0.0.1:1/hook\n", "\"id\" : \"p1\"", "200, after 12 ms");
    }

    @Test
    void failsIfTheWebhookIsRefused() {
        response = deliveries(503);
        assertThat(run("trigger authorized")).isEqualTo(1);
        assertThat(err.toString()).contains("paycast: The webhook was refused (HTTP 503).");
    }

    @Test
    void failsIfNoWebhookIsRegistered() {
        response = "{\"deliveries\":[]}";
        assertThat(run("trigger authorized")).isEqualTo(1);
        assertThat(err.toString()).contains("no webhook to send this event to");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "401 | 0 | 401, after 12 ms: the forged webhook was refused",
                "200 | 1 | The forged webhook was accepted (HTTP 200)."
            })
    void checksThatAForgedWebhookIsRefused(int delivered, int exitCode, String printed) {
        response = deliveries(delivered);
        assertThat(run("trigger authorized --forged")).isEqualTo(exitCode);
        assertThat(out.toString() + err).contains(printed);
    }

    @Test
    void repeatsWhyTheEmulatorRefuses() {
        status = 409;
        response = "{\"detail\":\"The payment is closed.\"}";
        assertThat(run("trigger captured --payment p1")).isEqualTo(1);
        assertThat(err.toString())
                .isEqualTo("paycast: The emulator refused it: The payment is closed. (HTTP 409)\n");
    }

    @Test
    void namesTheWayWithoutAnEmulator() {
        status = 404;
        assertThat(run("trigger authorized")).isEqualTo(1);
        assertThat(err.toString())
                .contains(
                        "has no emulator of Tabby",
                        "--webhook-url %s/api/tabby/webhook.".formatted(url()));
    }

    @Test
    void sendsTheWebhookItselfIfASecretOrAnAddressIsGiven() {
        assertThat(run("trigger authorized --payment p1 --secret twelve-characters")).isZero();
        assertThat(run("trigger authorized --payment p1 --webhook-url " + url() + "/hook"))
                .isZero();
        assertThat(received.getFirst())
                .startsWith("/api/tabby/webhook twelve-characters {")
                .contains("\"p1\"");
        assertThat(received.getLast()).startsWith("/hook local-secret {");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "trigger updated",
                "trigger cancelled",
                "trigger dispute",
                "trigger captured --capture 1",
                "trigger refunded --refund 1",
                "trigger authorized --new-order X",
                "trigger authorized --forged"
            })
    void refusesToSendItselfWhatOnlyTheEmulatorCan(String line) {
        assertThat(run(line + " --secret twelve-characters")).isEqualTo(2);
        assertThat(err.toString()).contains("need the emulator: omit --webhook-url");
        assertThat(received).isEmpty();
    }

    private int run(String line) {
        return Paycast.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute((line + " --url " + url()).split(" "));
    }

    private String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    private static String deliveries(int status) {
        return """
        {"payment":{"id":"p1"},"webhook":{"body":{"id":"p1","status":"authorized"}},
         "deliveries":[{"url":"http://127.0.0.1:1/hook","status":%d,"ms":12,"error":null}]}\
        """
                .formatted(status);
    }

    private static HttpServer newServer() {
        try {
            return HttpServer.create();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
