package io.paycast.embeddedkafka;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(240)
class EmbeddedKafkaTest {

    private static final TopicPartition PAYMENTS = new TopicPartition("payments", 0);

    @TempDir Path folder;

    @Test
    void keepsRecordsAcrossARestart() throws Exception {
        try (var kafka = EmbeddedKafka.start(folder)) {
            createTopic(kafka.bootstrapServers());
            send(kafka.bootstrapServers(), "first", "second");
        }

        try (var kafka = EmbeddedKafka.start(folder)) {
            assertThat(readAll(kafka.bootstrapServers())).containsExactly("first", "second");

            send(kafka.bootstrapServers(), "third");
            assertThat(readAll(kafka.bootstrapServers()))
                    .containsExactly("first", "second", "third");
        }
    }

    @Test
    void keepsAcknowledgedRecordsAfterAKill() throws Exception {
        var process = killableBroker();
        try (var output = process.inputReader(StandardCharsets.UTF_8)) {
            var bootstrapServers = output.readLine();
            createTopic(bootstrapServers);
            send(bootstrapServers, "acknowledged");
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();

        try (var kafka = EmbeddedKafka.start(folder)) {
            assertThat(readAll(kafka.bootstrapServers())).containsExactly("acknowledged");
            send(kafka.bootstrapServers(), "second");
            assertThat(readAll(kafka.bootstrapServers())).containsExactly("acknowledged", "second");
        }
    }

    @Test
    void listensOnTheGivenPortOfTheLoopbackAddressOnly() throws Exception {
        int port = FreePort.find();
        try (var kafka = EmbeddedKafka.start(folder, port)) {
            assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
            try (var socket = new Socket()) {
                socket.connect(
                        new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), port), 30_000);
            }
            // The port is still free on another address, so Kafka did not bind all addresses.
            try (var other = new ServerSocket(port, 1, InetAddress.ofLiteral("127.0.0.2"))) {
                assertThat(other.isBound()).isTrue();
            }
        }
    }

    @Test
    void refusesAFolderThatAnotherInstanceUses() {
        try (var holder = EmbeddedKafka.start(folder)) {
            assertThatExceptionOfType(KafkaStartFailure.class)
                    .isThrownBy(() -> EmbeddedKafka.start(folder))
                    .withMessage(
                            "Kafka's data folder %s is in use by another instance. Stop that instance or choose another folder.",
                            folder);

            createTopic(holder.bootstrapServers());
        }
    }

    @Test
    void refusesAFolderThatCannotBeCreated() throws Exception {
        var file = Files.createFile(folder.resolve("file"));

        assertThatExceptionOfType(KafkaStartFailure.class)
                .isThrownBy(() -> EmbeddedKafka.start(file))
                .withMessage(
                        "Kafka's data folder %s cannot be created, because %s is a file. Choose another folder.",
                        file, file);
        assertThatExceptionOfType(KafkaStartFailure.class)
                .isThrownBy(() -> EmbeddedKafka.start(Path.of("/proc/paycast")))
                .withMessageContaining("/proc/paycast is not writable");
    }

    @Test
    void refusesAPortInUseAndReleasesTheFolder() throws Exception {
        try (var squatter = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertThatExceptionOfType(KafkaStartFailure.class)
                    .isThrownBy(() -> EmbeddedKafka.start(folder, squatter.getLocalPort()))
                    .withMessage(
                            "Kafka's port %d on 127.0.0.1 is in use. Choose another port, or 0 for a free one.",
                            squatter.getLocalPort());
        }
        FolderLock.acquire(folder).close();
    }

    @Test
    void closesOnceAndReleasesTheFolder() {
        var kafka = EmbeddedKafka.start(folder);
        kafka.close();
        kafka.close();
        FolderLock.acquire(folder).close();
    }

    private Process killableBroker() throws Exception {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-cp",
                        System.getProperty("java.class.path"),
                        KillableKafka.class.getName(),
                        folder.toString())
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void createTopic(String bootstrapServers) {
        try (var admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(PAYMENTS.topic(), 1, (short) 1)))
                    .all()
                    .toCompletionStage()
                    .toCompletableFuture()
                    .join();
        }
    }

    private static void send(String bootstrapServers, String... values) throws Exception {
        var serializer = new StringSerializer();
        try (var producer =
                new KafkaProducer<>(
                        Map.<String, Object>of("bootstrap.servers", bootstrapServers),
                        serializer,
                        serializer)) {
            for (var value : values) {
                producer.send(new ProducerRecord<>(PAYMENTS.topic(), "key", value)).get();
            }
        }
    }

    private static List<String> readAll(String bootstrapServers) {
        var deserializer = new StringDeserializer();
        try (var consumer =
                new KafkaConsumer<>(
                        Map.<String, Object>of("bootstrap.servers", bootstrapServers),
                        deserializer,
                        deserializer)) {
            var partitions = List.of(PAYMENTS);
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            long end = requireNonNull(consumer.endOffsets(partitions).get(PAYMENTS));
            var values = new ArrayList<String>();
            while (consumer.position(PAYMENTS) < end) {
                consumer.poll(Duration.ofSeconds(1)).forEach(record -> values.add(record.value()));
            }
            return values;
        }
    }
}
