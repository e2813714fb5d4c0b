package io.paycast.gateway;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.gateway.RawClient.Answer;
import io.paycast.gateway.RawClient.Frame;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.util.Objects;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** The gateway that the conformance tests share. It stops after the last test of the module. */
final class ConformanceGateway implements AutoCloseable {

    static final String PING = "{\"type\":\"ping\"}";
    static final String PONG = "{\"type\":\"pong\"}";

    private final TestTokens tokens = TestTokens.start();
    private final PaymentRecords records = new PaymentRecords(KafkaUnderTest.bootstrapServers());
    private final RunningGateway gateway =
            RunningGateway.start(
                            KafkaUnderTest.bootstrapServers(),
                            tokens,
                            "paycast.gateway.allowed-origins=https://*.shop.example",
                            // Longer than a client here waits, so that a test fails if the gateway
                            // waits.
                            "paycast.gateway.close-timeout=5m",
                            "paycast.gateway.handshake-timeout=5m")
                    .live();

    /** Nobody pays this order: other tests' updates may still be on their way. */
    private final String target =
            "/ws?order=conformance&token=" + tokens.token("demo", "payments:read");

    /** Passes the gateway to a test's constructor. */
    static final class Parameter implements ParameterResolver {

        private static final ExtensionContext.Namespace NAMESPACE =
                ExtensionContext.Namespace.create(ConformanceGateway.class);

        @Override
        public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
            return parameter.getParameter().getType() == ConformanceGateway.class;
        }

        @Override
        public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
            return context.getRoot()
                    .getStore(NAMESPACE)
                    .computeIfAbsent(
                            ConformanceGateway.class,
                            type -> new ConformanceGateway(),
                            ConformanceGateway.class);
        }
    }

    /** A request target with a valid token. */
    String target() {
        return target;
    }

    /** A valid upgrade request; headers are whole lines. */
    String request(String... headers) {
        return RawClient.upgradeRequest(target, headers);
    }

    RawClient connect() {
        return RawClient.connect(gateway);
    }

    /** An upgraded connection. */
    RawClient open() {
        var client = connect();
        client.send(request());
        assertThat(client.answer().status()).isEqualTo(101);
        return client;
    }

    /** Expects that the gateway upgrades a connection after this request, and returns its head. */
    Answer upgrades(String request) {
        try (var client = connect()) {
            client.send(request);
            var answer = client.answer();
            assertThat(answer.status()).as(request).isEqualTo(101);
            expectPong(client);
            return answer;
        }
    }

    /**
     * Expects that the gateway refuses a request, responds once and closes the connection, so that
     * nothing behind the request counts as another one.
     */
    Answer refuses(String request, Integer... statuses) {
        try (var client = connect()) {
            client.send(request);
            var answer = client.answer();
            assertThat(answer.status()).as(request).isIn((Object[]) statuses);
            // RFC 9110, section 7.8: Upgrade is for this connection only
            var options = answer.header("upgrade").isEmpty() ? "close" : "close, upgrade";
            assertThat(answer.header("connection")).as(request).isEqualToIgnoringCase(options);
            assertThat(client.rest()).as(request).isEmpty();
            return answer;
        }
    }

    /** Expects a refusal by the gateway's own checks, which states a reason. */
    Answer refusesWithAReason(String request, int status) {
        var answer = refuses(request, status);
        assertThat(answer.header("content-type")).isEqualTo("application/problem+json");
        assertThat(answer.body())
                .contains("\"type\":\"about:blank\"", "\"status\":" + status, "\"detail\":\"");
        return answer;
    }

    /** Expects that the gateway reads and answers messages on this connection. */
    static void expectPong(RawClient client) {
        client.sendText(PING);
        var message = next(client).text();
        assertThat(message.contains("\"welcome\"") ? next(client).text() : message).isEqualTo(PONG);
    }

    static Frame next(RawClient client) {
        return Objects.requireNonNull(client.next(), "the connection was closed");
    }

    @Override
    public void close() {
        gateway.close();
        records.close();
        tokens.close();
    }
}
