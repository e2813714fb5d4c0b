package io.paycast.gateway;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.ChildProcess;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Runs the JavaScript client of {@code docs/protocol.md} in Node, exactly as it stands there. The
 * Maven profile {@code node} includes this test; it needs Node 20 or newer.
 */
@Tag("node")
class DocumentedClientTest {

    private static final Pattern CLIENT =
            Pattern.compile("```js\\n(function listen\\(.*?)```", Pattern.DOTALL);

    private static final String DRIVER =
            """

            const [url, token] = process.argv.slice(2);
            listen(
              url,
              async () => { console.log("attempt"); return token; },
              ({ PaymentId }) => console.log(`update ${PaymentId}`),
              () => console.log("gap"));
            """;

    private static final TestTokens TOKENS = TestTokens.start();
    private static final PaymentRecords RECORDS =
            new PaymentRecords(KafkaUnderTest.bootstrapServers());
    private static final RunningGateway GATEWAY =
            RunningGateway.start(KafkaUnderTest.bootstrapServers(), TOKENS).live();

    @TempDir private Path folder;

    private final TcpForwarder forwarder = new TcpForwarder(GATEWAY.port());
    private final String order = "order " + UUID.randomUUID() + " & more";
    private final String secondOrder = "second-" + UUID.randomUUID();
    private ChildProcess node;

    @BeforeEach
    void startTheClient() throws IOException {
        var script = folder.resolve("client.mjs");
        Files.writeString(script, documentedClient() + DRIVER);
        // Several parameters, one twice: the client must add its own to them.
        var url =
                "ws://127.0.0.1:%d/ws?order=%s&order=%s&rewind=1"
                        .formatted(
                                forwarder.port(),
                                order.replace(" ", "%20").replace("&", "%26"),
                                secondOrder);
        node =
                ChildProcess.start(
                        "node",
                        List.of(
                                "node",
                                "--experimental-websocket",
                                script.toString(),
                                url,
                                TOKENS.token("demo", "payments:read")),
                        Map.of(),
                        folder);
    }

    @AfterEach
    void stop() {
        node.close();
        forwarder.close();
        GATEWAY.awaitNoConnections();
    }

    @AfterAll
    static void stopGateway() {
        GATEWAY.close();
        RECORDS.close();
        TOKENS.close();
    }

    private static String documentedClient() throws IOException {
        var client = CLIENT.matcher(Files.readString(Path.of("../docs/protocol.md")));
        assertThat(client.find()).as("docs/protocol.md has a client").isTrue();
        return client.group(1);
    }

    private long lines(String line) {
        return node.output().lines().filter(line::equals).count();
    }

    private void awaitLines(long count, String line) {
        Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> lines(line) >= count);
    }

    private void connect() {
        forwarder.start();
        Awaitility.await()
                .atMost(Duration.ofMinutes(2))
                .until(() -> GATEWAY.stats().connections() == 1);
    }

    private static String pay(String order) {
        var payment = "pay_" + UUID.randomUUID();
        RECORDS.send(PaymentRecords.event(payment, AUTHORIZED, order));
        return payment;
    }

    /** Node reports a refused connection by "error" alone, without "close". */
    @Test
    void retriesARefusedConnection() {
        awaitLines(2, "attempt");
        connect();
        awaitLines(1, "update " + pay(order));
    }

    @Test
    void resumesWithItsOtherParameters() {
        connect();
        var first = pay(order);
        awaitLines(1, "update " + first);

        forwarder.stop();
        GATEWAY.awaitNoConnections();
        var hidden = pay("hidden-" + order);
        var missed = pay(secondOrder);
        connect();
        awaitLines(1, "update " + missed);
        var last = pay(order);
        awaitLines(1, "update " + last);

        assertThat(node.output().lines().filter(line -> !line.equals("attempt")))
                .containsExactly("update " + first, "update " + missed, "update " + last)
                .doesNotContain("update " + hidden);
    }
}
