package io.paycast.embeddedkafka;

import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

/** The broker's settings: one node, no replication, fast starts. */
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
                // By default 128 MiB of heap, allocated at startup.
                "log.cleaner.dedupe.buffer.size", "4194304");
    }

    /**
     * After a kill the controller refuses the new broker until the old broker's session expires.
     * With Kafka's default of 9 s, a start took 14 s.
     */
    private static Map<String, String> fastRestart() {
        return Map.of(
                "broker.session.timeout.ms", "3000",
                "broker.heartbeat.interval.ms", "500");
    }
}
