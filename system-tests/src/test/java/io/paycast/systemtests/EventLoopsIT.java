package io.paycast.systemtests;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.embeddedkafka.FreePort;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.net.InetAddress;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** The number of event loops of a gateway, as the operating system sees its threads. */
class EventLoopsIT {

    @Test
    void runsOneEventLoopForEachCore() throws Exception {
        int cores = Runtime.getRuntime().availableProcessors();
        var sockets = new ArrayList<Socket>();
        var kafka = KafkaUnderTest.bootstrapServers();
        try (var tokens = TestTokens.start();
                var ingest = Services.ingest(kafka).awaitReady(); // creates the topics
                var gateway =
                        Services.gateway(kafka, tokens, "1MB", FreePort.find()).awaitReady()) {
            // an event loop starts its thread with its first connection
            for (int i = 0; i < 8 * cores; i++) {
                sockets.add(new Socket(InetAddress.getLoopbackAddress(), gateway.port()));
            }
            Awaitility.await()
                    .atMost(Duration.ofSeconds(60))
                    .untilAsserted(
                            () -> assertThat(gateway.threads("reactor-http-")).isEqualTo(cores));
        } finally {
            for (var socket : sockets) {
                socket.close();
            }
        }
    }
}
