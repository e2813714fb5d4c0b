package io.paycast.ingest;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.paycast.testsupport.KafkaUnderTest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Strangers that hold connections take none from the senders of webhooks. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HeldConnectionsTest {

    private static final String PAYMENT =
            "{\"id\":\"p\",\"status\":\"closed\",\"currency\":\"AED\",\"amount\":\"1\"}";
    private static final String STRANGER = "127.0.0.9";
    private static final String PROXY = "127.0.0.7";
    private static final int MAX_CONNECTIONS = 8;

    private final List<RawHttpClient> held = new ArrayList<>();
    private IngestUnderTest ingest;

    @BeforeAll
    void start() {
        ingest =
                IngestUnderTest.ready(
                        KafkaUnderTest.bootstrapServers(),
                        "paycast.trusted-proxies=" + PROXY,
                        "paycast.ingest.http.max-connections=" + MAX_CONNECTIONS,
                        "paycast.http.header-timeout=5m");
    }

    @AfterAll
    void stop() {
        ingest.close();
    }

    @AfterEach
    void disconnect() throws IOException {
        for (var connection : held) {
            connection.close();
        }
        held.clear();
    }

    @Test
    void closesConnectionsBeyondTheLimitOfTheirAddress() throws IOException {
        double before = refused();
        for (int i = 0; i < MAX_CONNECTIONS / 2 + 3; i++) {
            hold(STRANGER);
        }
        IngestUnderTest.await(() -> refused() == before + 3);

        assertThat(ingest.post(PAYMENT).statusCode()).isEqualTo(200);

        disconnect();
        IngestUnderTest.await(() -> isServed(hold(STRANGER)));
    }

    @Test
    void doesNotLimitATrustedProxy() throws IOException {
        for (int i = 0; i < 2 * MAX_CONNECTIONS; i++) {
            assertThat(isServed(hold(PROXY))).isTrue();
        }
    }

    private RawHttpClient hold(String from) throws IOException {
        var connection = new RawHttpClient(ingest.port(), from);
        held.add(connection);
        return connection;
    }

    private static boolean isServed(RawHttpClient connection) {
        try {
            connection.send("GET /actuator/health/liveness HTTP/1.1\r\nHost: localhost\r\n\r\n");
            return connection.response().startsWith("HTTP/1.1 200 ");
        } catch (IOException closed) {
            return false;
        }
    }

    private double refused() {
        return ingest.beans(MeterRegistry.class)
                .values()
                .iterator()
                .next()
                .get("paycast.ingest.connections.refused")
                .functionCounter()
                .count();
    }
}
