package io.paycast.testsupport;

import io.paycast.embeddedkafka.EmbeddedKafka;
import org.testcontainers.kafka.KafkaContainer;

/**
 * One Kafka broker for all tests of this JVM: a container if Docker is available, else the embedded
 * broker. It starts on first use and stops with the JVM. {@code
 * PAYCAST_TEST_KAFKA=container|embedded} forces one of the two. Tests are isolated by topic names;
 * topics are never created automatically.
 */
public final class KafkaUnderTest {

    private static final String IMAGE = "apache/kafka:4.2.2";
    private static final String VARIABLE = "PAYCAST_TEST_KAFKA";

    private KafkaUnderTest() {}

    /** The address that clients connect to: {@code host:port}. */
    public static String bootstrapServers() {
        return Running.BOOTSTRAP_SERVERS;
    }

    private static final class Running {

        static final String BOOTSTRAP_SERVERS =
                new ServiceUnderTest<>(
                                "Kafka",
                                IMAGE,
                                VARIABLE,
                                KafkaUnderTest::startContainer,
                                KafkaUnderTest::startEmbedded)
                        .start(
                                TestBackend.of(VARIABLE, System.getenv(VARIABLE)),
                                new DockerRuntime());
    }

    @SuppressWarnings("resource") // Testcontainers removes it when this JVM ends
    private static String startContainer() {
        var kafka = new KafkaContainer(IMAGE).withEnv("KAFKA_AUTO_CREATE_TOPICS_ENABLE", "false");
        kafka.start();
        return kafka.getBootstrapServers();
    }

    @SuppressWarnings("resource") // the hook stops it when this JVM ends
    private static String startEmbedded() {
        var folder = TemporaryFolder.create("paycast-kafka");
        var broker = EmbeddedKafka.start(folder.path());
        var stop =
                new Thread(
                        () -> {
                            broker.close();
                            folder.close();
                        },
                        "stop-kafka-under-test");
        Runtime.getRuntime().addShutdownHook(stop);
        return broker.bootstrapServers();
    }
}
