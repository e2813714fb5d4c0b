package io.paycast.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.Socket;
import org.junit.jupiter.api.Test;

class RestartableKafkaTest {

    @Test
    void keepsAcknowledgedRecordsAfterAKillAndAfterAStop() throws Exception {
        try (var kafka = RestartableKafka.started()) {
            var address = kafka.bootstrapServers();
            var topic = new Topic(address, "survivor");
            topic.create();
            topic.write("before the kill");

            kafka.kill();
            assertThatThrownBy(() -> connectTo(address)).isInstanceOf(IOException.class);
            kafka.start();
            topic.write("before the stop");

            kafka.stop();
            kafka.start();

            assertThat(kafka.bootstrapServers()).isEqualTo(address);
            assertThat(topic.read(2)).containsExactly("before the kill", "before the stop");
        }
    }

    private static void connectTo(String address) throws IOException {
        var host = address.substring(0, address.lastIndexOf(':'));
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        new Socket(host, port).close();
    }
}
