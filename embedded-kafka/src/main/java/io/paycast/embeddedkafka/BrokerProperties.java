package io.paycast.embeddedkafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The broker's settings: one node, nothing replicated, quick to start and to come back. */
final class BrokerProperties {

    static final String CONTROLLER_LISTENER = "CONTROLLER";
    private static final int NODE_ID = 1;

    private BrokerProperties() {}

    static Properties of(
            Path logFolder, int port, int controllerPort, Map<String, String> overrides) {
        var properties = new Properties();
        properties.putAll(
                Map.of(
                        "process.roles", "broker,controller",
                        "node.id", Integer.toString(NODE_ID),
                        "listeners",
                                "PLAINTEXT://%s:%d,%s://%s:%d"
                                        .formatted(
                                                FreePort.HOST,
                                                port,
                                                CONTROLLER_LISTENER,
                                                FreePort.HOST,
                                                controllerPort),
                        "listener.security.protocol.map",
                                "PLAINTEXT:PLAINTEXT,%s:PLAINTEXT".formatted(CONTROLLER_LISTENER),
                        "controller.listener.names", CONTROLLER_LISTENER,
                        "controller.quorum.voters",
                                "%d@%s:%d".formatted(NODE_ID, FreePort.HOST, controllerPort),
                        "log.dirs", logFolder.toString()));
        properties.putAll(singleNode());
        properties.putAll(fastRestart());
        properties.putAll(overrides);
        return properties;
    }

    private static Map<String, String> singleNode() {
        return Map.of(
                "auto.create.topics.enable", "false",
                "offsets.topic.replication.factor", "1",
                "offsets.topic.num.partitions", "1",
                "transaction.state.log.replication.factor", "1",
                "transaction.state.log.num.partitions", "1",
                "transaction.state.log.min.isr", "1",
                "share.coordinator.state.topic.replication.factor", "1",
                "share.coordinator.state.topic.min.isr", "1",
                "group.initial.rebalance.delay.ms", "0",
                // 128 MiB of heap by default, taken at start
                "log.cleaner.dedupe.buffer.size", "4194304");
    }

    /**
     * After a kill the controller believes in the old broker's session until it runs out, and
     * refuses the new one until then: with Kafka's 9 s that made a start of 14 s.
     */
    private static Map<String, String> fastRestart() {
        return Map.of(
                "broker.session.timeout.ms", "3000",
                "broker.heartbeat.interval.ms", "500");
    }
}
