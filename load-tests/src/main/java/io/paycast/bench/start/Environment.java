package io.paycast.bench.start;

import io.paycast.bench.process.ChildProcess;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;

/** What services need before they can start: a folder, a broker, an issuer, settings. */
final class Environment implements AutoCloseable {

    private static final Duration BROKER_PATIENCE = Duration.ofMinutes(1);
    private static final String JWT = "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_";

    private final RunFolder folder = RunFolder.create();
    private final Issuer issuer = Issuer.start();
    private final String secret = random();
    private final ChildProcess broker;
    private final String brokerAddress;

    Environment() {
        broker =
                ChildProcess.java(
                        "broker",
                        BrokerMain.class,
                        List.of("-Xmx1g"),
                        List.of(path().resolve("kafka").toString()),
                        path().resolve("broker.log"));
        brokerAddress = broker.awaitLine(BrokerMain.READY, BROKER_PATIENCE);
    }

    Path path() {
        return folder.path();
    }

    Issuer issuer() {
        return issuer;
    }

    /** What webhooks are to bring along. */
    String secret() {
        return secret;
    }

    String broker() {
        return brokerAddress;
    }

    long brokerPid() {
        return broker.pid();
    }

    /** The settings of a service. */
    Map<String, String> settings(String service) {
        return switch (service) {
            case "webhook-ingest" -> ingestSettings();
            case "ws-gateway" -> gatewaySettings();
            default -> throw new IllegalArgumentException(service);
        };
    }

    private Map<String, String> ingestSettings() {
        return Map.of(
                "SPRING_KAFKA_BOOTSTRAP_SERVERS",
                brokerAddress,
                "PAYCAST_INGEST_MERCHANTS_0_CODE",
                "ae",
                "PAYCAST_INGEST_MERCHANTS_0_SECRETS",
                secret,
                "PAYCAST_INGEST_ALLOWED_ADDRESSES",
                "any");
    }

    private Map<String, String> gatewaySettings() {
        return Map.of(
                "SPRING_KAFKA_BOOTSTRAP_SERVERS",
                brokerAddress,
                "PAYCAST_GATEWAY_CURSOR_KEY",
                random(),
                "PAYCAST_GATEWAY_MAX_CONNECTIONS_PER_ADDRESS",
                "1000000",
                "PAYCAST_GATEWAY_MAX_CONNECTIONS",
                "1000000",
                "PAYCAST_GATEWAY_DRAIN",
                "0s",
                JWT + "ISSUER_URI",
                issuer.uri(),
                JWT + "JWK_SET_URI",
                issuer.keysUri(),
                JWT + "AUDIENCES",
                "paycast");
    }

    private static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public void close() {
        closeAll(broker, issuer, folder);
    }

    static void closeAll(AutoCloseable... all) {
        var failures = new ArrayList<Exception>();
        for (var one : all) {
            try {
                one.close();
            } catch (Exception e) {
                failures.add(e);
            }
        }
        if (!failures.isEmpty()) {
            throw new IllegalStateException("Not all could be stopped", failures.getFirst());
        }
    }
}
