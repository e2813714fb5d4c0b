package io.paycast.bench.start;

import io.paycast.bench.run.SystemUnderTest;
import io.paycast.bench.webhooks.WebhookSender.Destination;
import io.paycast.bench.wire.RunId;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;

/** A broker, an ingest and a gateway, each a process of its own, for one run. */
public final class StartedSystem implements AutoCloseable {

    private final Environment ground = new Environment();
    private final ServiceProcess ingest;
    private final ServiceProcess gateway;

    /**
     * Starts all, and returns when they are ready.
     *
     * @param checkout the folder with the services' jars and the Dockerfile
     * @param flags what their Java is started with beside, or over, the production flags
     */
    public StartedSystem(Path checkout, List<String> flags) {
        var services = new ServiceCommands(checkout, flags);
        ingest = start("webhook-ingest", services);
        gateway = start("ws-gateway", services);
        ingest.awaitReady();
        gateway.awaitReady();
    }

    private ServiceProcess start(String service, ServiceCommands commands) {
        var log = ground.path().resolve(service + ".log");
        return ServiceProcess.start(
                service, commands.plain(service), ground.settings(service), log);
    }

    /** What the run is about. */
    public SystemUnderTest subject(RunId run, boolean customerTokens) {
        var pids = new LinkedHashMap<String, Long>();
        pids.put("gateway", gateway.pid());
        pids.put("ingest", ingest.pid());
        pids.put("kafka", ground.brokerPid());
        var issuer = ground.issuer();
        var shared = issuer.token();
        return new SystemUnderTest(
                gateway.uri(),
                new Destination(ingest.uri(), "X-Tabby-Signature", ground.secret()),
                customerTokens ? i -> issuer.token(run.order(i)) : _ -> shared,
                pids,
                true);
    }

    /** A folder that goes with it. */
    public Path folder() {
        return ground.path();
    }

    /** Where its broker listens. */
    public String broker() {
        return ground.broker();
    }

    @Override
    public void close() {
        Environment.closeAll(gateway, ingest, ground);
    }
}
