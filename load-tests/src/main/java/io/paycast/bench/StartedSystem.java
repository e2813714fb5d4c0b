package io.paycast.bench;

import io.paycast.bench.load.SystemUnderTest;
import io.paycast.bench.webhooks.WebhookSender.Destination;
import io.paycast.bench.wire.RunId;
import io.paycast.embeddedkafka.FreePort;
import io.paycast.testsupport.BrokerProcess;
import io.paycast.testsupport.ChildProcess;
import io.paycast.testsupport.TemporaryFolder;
import io.paycast.testsupport.TestTokens;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A broker, an ingest service and a gateway for one run, each in a process of its own. */
final class StartedSystem implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Pattern OPTIONS = Pattern.compile("JDK_JAVA_OPTIONS=\"([^\"]*)\"");
    private static final String BROKER_HEAP = "1g";
    private static final String KAFKA = "SPRING_KAFKA_BOOTSTRAP_SERVERS";
    private static final String JWT = "SPRING_SECURITY_OAUTH2_RESOURCESERVER_JWT_";

    private final TemporaryFolder folder = TemporaryFolder.create("paycast-bench");
    private final TestTokens tokens = TestTokens.start();
    private final String secret = randomKey();
    private final BrokerProcess broker;
    private final Path checkout;
    private final List<String> flags;
    private final Service ingest;
    private final Service gateway;

    /**
     * Starts all processes and returns once they are ready.
     *
     * @param checkout the folder with the services' jars and the Dockerfile
     * @param flags Java flags of the services, in addition to those of production
     */
    StartedSystem(Path checkout, List<String> flags) {
        this.checkout = checkout;
        this.flags = flags;
        Runtime.getRuntime().addShutdownHook(new Thread(folder::close, "delete-bench-folder"));
        broker = BrokerProcess.start(folder.path(), 0, BROKER_HEAP);
        ingest = start("webhook-ingest", ingestSettings());
        gateway = start("ws-gateway", gatewaySettings());
        for (var service : List.of(ingest, gateway)) {
            var readiness = service.uri().resolve("/actuator/health/readiness");
            service.process().awaitReady(readiness, START_TIMEOUT);
        }
    }

    private record Service(ChildProcess process, URI uri) {}

    private Service start(String name, Map<String, String> settings) {
        var jar = checkout.resolve(name).resolve("target").resolve(name + "-app.jar");
        if (!Files.exists(jar)) {
            throw new IllegalStateException("%s is not built".formatted(jar));
        }
        var command = new ArrayList<>(List.of(ChildProcess.javaCommand()));
        command.addAll(productionFlags());
        command.addAll(flags);
        command.addAll(List.of("-jar", jar.toString()));
        int port = FreePort.find();
        var variables = new HashMap<>(settings);
        variables.put("MALLOC_ARENA_MAX", "1"); // as in the Dockerfile
        variables.put("SERVER_PORT", Integer.toString(port));
        variables.put("SERVER_ADDRESS", "127.0.0.1");
        var process = ChildProcess.start(name, command, variables, folder.path());
        return new Service(process, URI.create("http://127.0.0.1:" + port));
    }

    private Map<String, String> ingestSettings() {
        return Map.ofEntries(
                Map.entry(KAFKA, broker.bootstrapServers()),
                Map.entry("PAYCAST_INGEST_MERCHANTS_0_CODE", "ae"),
                Map.entry("PAYCAST_INGEST_MERCHANTS_0_SECRETS", secret),
                Map.entry("PAYCAST_INGEST_ALLOWED_ADDRESSES", "any"));
    }

    private Map<String, String> gatewaySettings() {
        return Map.ofEntries(
                Map.entry(KAFKA, broker.bootstrapServers()),
                Map.entry("PAYCAST_GATEWAY_CURSOR_KEY", randomKey()),
                Map.entry("PAYCAST_GATEWAY_MAX_CONNECTIONS_PER_ADDRESS", "1000000"),
                Map.entry("PAYCAST_GATEWAY_ATTEMPTS_PER_ADDRESS_PER_MINUTE", "10000000"),
                Map.entry("PAYCAST_GATEWAY_MAX_CONNECTIONS", "1000000"),
                Map.entry("PAYCAST_GATEWAY_MAX_CONNECTIONS_PER_USER", "1000000"),
                Map.entry("PAYCAST_GATEWAY_DRAIN", "0s"),
                Map.entry(JWT + "ISSUER_URI", tokens.issuer()),
                Map.entry(JWT + "JWK_SET_URI", tokens.jwkSetUri()),
                Map.entry(JWT + "AUDIENCES", "paycast"));
    }

    private static String randomKey() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return Base64.getEncoder().encodeToString(bytes);
    }

    /** Reads the Java flags from the Dockerfile, so that the two cannot differ. */
    private List<String> productionFlags() {
        try {
            var found = OPTIONS.matcher(Files.readString(checkout.resolve("Dockerfile")));
            if (!found.find()) {
                throw new IllegalStateException("The Dockerfile sets no JDK_JAVA_OPTIONS");
            }
            // the image has these files in its own folder
            var files = "=" + checkout.resolve("deploy").toAbsolutePath() + "/";
            return List.of(found.group(1).replace("=/app/", files).strip().split("\\s+"));
        } catch (IOException e) {
            throw new UncheckedIOException("The checkout's Dockerfile cannot be read", e);
        }
    }

    /** The started processes as the system of a run. */
    SystemUnderTest system(RunId run, boolean customerTokens) {
        var pids = new LinkedHashMap<String, Long>();
        pids.put("gateway", gateway.process().pid());
        pids.put("ingest", ingest.process().pid());
        pids.put("kafka", broker.pid());
        var shared = tokens.token().subject("bench").without("sid").signed();
        return new SystemUnderTest(
                gateway.uri(),
                new Destination(ingest.uri(), "X-Tabby-Signature", secret),
                customerTokens ? client -> customerToken(run.order(client)) : _ -> shared,
                pids,
                true);
    }

    private String customerToken(String order) {
        return tokens.token().subject("bench:" + order).without("sid").orders(order).signed();
    }

    /** A folder that is deleted at the end of the run. */
    Path folder() {
        return folder.path();
    }

    /** The address of the broker. */
    String broker() {
        return broker.bootstrapServers();
    }

    @Override
    public void close() {
        try (folder;
                tokens;
                broker;
                var _ = ingest.process();
                var _ = gateway.process()) {
            // the gateway closes first; each is closed, even if another fails
        }
    }
}
