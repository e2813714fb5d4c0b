package io.paycast.cli.token;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.paycast.cli.Paycast;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What {@code paycast token} requests of an auth service, here a fake one, and what it prints. */
class TokenCommandTest {

    private final List<JsonNode> logins = new ArrayList<>();
    private final List<JsonNode> customerRequests = new ArrayList<>();
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();
    private HttpServer server;

    @BeforeEach
    void start() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/api/auth/login", exchange -> respond(exchange, logins, "login-token"));
        server.createContext(
                "/api/auth/customer-token",
                exchange -> {
                    assertThat(exchange.getRequestHeaders().getFirst("Authorization"))
                            .isEqualTo("Bearer login-token");
                    respond(exchange, customerRequests, "customer-token");
                });
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    @Test
    void printsTheTokenOfALogin() {
        assertThat(run("token")).isZero();
        assertThat(out.toString()).isEqualTo("login-token" + System.lineSeparator());
        assertThat(logins).containsExactly(json("{'username':'demo','password':'demo'}"));
        assertThat(customerRequests).isEmpty();
    }

    @Test
    void requestsACustomerTokenForItsOrdersOnly() {
        assertThat(run("token --order A-1 --order A-2")).isZero();
        assertThat(out.toString()).isEqualTo("customer-token" + System.lineSeparator());
        assertThat(logins).containsExactly(json("{'username':'shop','password':'shop'}"));
        assertThat(customerRequests).containsExactly(json("{'orders':['A-1','A-2']}"));
    }

    @Test
    void requestsACustomerTokenOfOneMerchantInTestMode() {
        assertThat(run("token --order A-1 --merchant ae --test --customer 42 --ttl 60")).isZero();
        assertThat(customerRequests)
                .containsExactly(
                        json(
                                "{'orders':['A-1'],'merchant':'ae','test':true,'customer':'42',"
                                        + "'ttlSeconds':60}"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"--merchant ae", "--test", "--customer 42", "--ttl 60"})
    void refusesAnOptionOfCustomerTokensWithoutAnOrder(String option) {
        assertThat(run("token " + option)).isEqualTo(2);
        assertThat(err.toString())
                .startsWith(
                        "paycast: --merchant, --test, --customer and --ttl are for customer tokens:"
                                + " name the orders with --order.");
        assertThat(out.toString()).isEmpty();
        assertThat(logins).isEmpty();
    }

    private static void respond(HttpExchange exchange, List<JsonNode> requests, String token)
            throws IOException {
        try (exchange) {
            requests.add(JsonMapper.shared().readTree(exchange.getRequestBody()));
            byte[] body = "{\"token\":\"%s\",\"expiresIn\":900}".formatted(token).getBytes(UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private static JsonNode json(String singleQuoted) {
        return JsonMapper.shared().readTree(singleQuoted.replace('\'', '"'));
    }

    private int run(String line) {
        var url = "http://127.0.0.1:" + server.getAddress().getPort();
        return Paycast.commandLine()
                .setOut(new PrintWriter(out, true))
                .setErr(new PrintWriter(err, true))
                .execute((line + " --url " + url).split(" "));
    }
}
