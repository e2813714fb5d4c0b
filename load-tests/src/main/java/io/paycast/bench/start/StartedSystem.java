package io.paycast.bench.start;

import io.paycast.bench.load.SystemUnderTest;
import io.paycast.bench.webhooks.WebhookSender.Destination;
import io.paycast.bench.wire.RunId;
import io.paycast.embeddedkafka.FreePort;
import io.paycast.testsupport.ChildProcess;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** A broker, an ingest service and a gateway for one run, each in a process of its own. */
public final class StartedSystem implements AutoCloseable {

    private static final Duration START_TIMEOUT = Duration.ofMinutes(2);
    private static final Pattern OPTIONS = Pattern.compile("JDK_JAVA_OPTIONS=\"([^\"]*)\"");

    private final Environment environment = new Environment();
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
    public StartedSystem(Path checkout, List<String> flags) {
        this.checkout = checkout;
        this.flags = flags;
        ingest = start("webhook-ingest", environment.ingestSettings());
        gateway = start("ws-gateway", environment.gatewaySettings());
        for (var service : List.of(ingest, gateway)) {
            var readiness = service.uri().resolve("/actuator/health/readiness");
            service.process().awaitReady(readiness, START_TIMEOUT);
        }
    }

    private record Service(ChildProcess process, URI uri) implements AutoCloseable {
        @Override
        public void close() {
            process.close();
        }
    }

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
        var process = ChildProcess.start(name, command, variables, environment.folder());
        return new Service(process, URI.create("http://127.0.0.1:" + port));
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
    public SystemUnderTest system(RunId run, boolean customerTokens) {
        var pids = new LinkedHashMap<String, Long>();
        pids.put("gateway", gateway.process().pid());
        pids.put("ingest", ingest.process().pid());
        pids.put("kafka", environment.broker().pid());
        var shared = environment.tokens().token().subject("bench").without("sid").signed();
        return new SystemUnderTest(
                gateway.uri(),
                new Destination(ingest.uri(), "X-Tabby-Signature", environment.secret()),
                customerTokens ? client -> customerToken(run.order(client)) : _ -> shared,
                pids,
                true);
    }

    private String customerToken(String order) {
        return environment.tokens().token().subject("bench").without("sid").orders(order).signed();
    }

    /** A folder that is deleted at the end of the run. */
    public Path folder() {
        return environment.folder();
    }

    /** The address of the broker. */
    public String broker() {
        return environment.broker().bootstrapServers();
    }

    @Override
    public void close() {
        try (environment;
                ingest;
                gateway) {
            // the gateway closes first; each is closed, even if another fails
        }
    }
}
