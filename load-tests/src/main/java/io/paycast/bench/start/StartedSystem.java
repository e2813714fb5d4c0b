package io.paycast.bench.start;

import io.paycast.bench.process.ChildProcess;
import io.paycast.bench.run.Subject;
import io.paycast.bench.webhooks.Webhooks.Destination;
import io.paycast.bench.wire.RunId;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A broker, an ingest and a gateway, each a process of its own, for one run. */
public final class StartedSystem implements AutoCloseable {

    private static final Duration BROKER_PATIENCE = Duration.ofMinutes(1);
    private static final String JWT = "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_";

    private final RunFolder folder;
    private final Issuer issuer;
    private final ChildProcess broker;
    private final String brokerAddress;
    private final String secret = random();
    private final ServiceProcess ingest;
    private final ServiceProcess gateway;

    /**
     * Starts all, and returns when they are ready.
     *
     * @param checkout the folder with the services' jars and the Dockerfile
     * @param flags what their Java is started with beside, or over, the production flags
     */
    @SuppressWarnings("this-escape")
    public StartedSystem(Path checkout, List<String> flags) {
        folder = RunFolder.create();
        issuer = Issuer.start();
        var data = folder.path().resolve("kafka").toString();
        broker =
                ChildProcess.java(
                        "broker",
                        BrokerMain.class,
                        List.of("-Xmx1g"),
                        List.of(data),
                        folder.path().resolve("broker.log"));
        brokerAddress = broker.awaitLine(BrokerMain.READY, BROKER_PATIENCE);
        var services = new ServiceCommands(checkout, flags);
        ingest = start("webhook-ingest", services, ingestSettings());
        gateway = start("ws-gateway", services, gatewaySettings());
        ingest.awaitReady();
        gateway.awaitReady();
    }

    private ServiceProcess start(
            String service, ServiceCommands commands, Map<String, String> settings) {
        var log = folder.path().resolve(service + ".log");
        return ServiceProcess.start(service, commands.plain(service), settings, log);
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

    /** What the run is about. */
    public Subject subject(RunId run, boolean customerTokens) {
        var pids = new LinkedHashMap<String, Long>();
        pids.put("gateway", gateway.pid());
        pids.put("ingest", ingest.pid());
        pids.put("kafka", broker.pid());
        var shared = issuer.token();
        return new Subject(
                gateway.uri(),
                new Destination(ingest.uri(), "X-Tabby-Signature", secret),
                customerTokens ? i -> issuer.token(run.order(i)) : _ -> shared,
                pids,
                true);
    }

    /** A folder that goes with it. */
    public Path folder() {
        return folder.path();
    }

    /** Where its broker listens. */
    public String broker() {
        return brokerAddress;
    }

    private static String random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    @Override
    public void close() {
        var all = new ArrayList<AutoCloseable>(List.of(gateway, ingest, broker, issuer, folder));
        for (var one : all) {
            try {
                one.close();
            } catch (Exception e) {
                throw new IllegalStateException("Not all could be stopped", e);
            }
        }
    }
}
