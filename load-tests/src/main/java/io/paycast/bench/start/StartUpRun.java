package io.paycast.bench.start;

import io.paycast.bench.process.ChildProcess;
import io.paycast.bench.process.GarbageCollection;
import io.paycast.bench.process.ProcessUsage;
import io.paycast.bench.report.Report;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;

/**
 * Starts ingest and gateway again and again: how long from the start of the process until it is
 * ready, with and without a cache of loaded classes, and what it then needs of memory.
 */
public final class StartUpRun implements AutoCloseable {

    private static final List<String> SERVICES = List.of("webhook-ingest", "ws-gateway");
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Duration IDLE = Duration.ofSeconds(1);
    private static final Duration ALL_STARTED = Duration.ofSeconds(2);

    private final Environment ground = new Environment();
    private final ServiceCommands commands;
    private final int runs;

    public StartUpRun(Path checkout, List<String> flags, int runs) {
        this.commands = new ServiceCommands(checkout, flags);
        this.runs = runs;
    }

    /** Does all of it. */
    public Report run(String name) {
        var report = new Report(name);
        for (var service : SERVICES) {
            var jar = unpack(service);
            measure(report, service, "without AOT cache", List.of(), jar);
            cache(service, jar)
                    .ifPresentOrElse(
                            flag -> measure(report, service, "with AOT cache", List.of(flag), jar),
                            () -> report.note(service + ": no AOT cache could be made"));
        }
        return report;
    }

    private void measure(Report report, String service, String how, List<String> more, Path jar) {
        var ready = new ArrayList<Duration>();
        var resident = new ArrayList<Long>();
        var cpu = new ArrayList<Duration>();
        for (int i = 0; i < runs; i++) {
            var log = ground.path().resolve("%s-%d.log".formatted(service, System.nanoTime()));
            try (var process =
                    ServiceProcess.start(
                            service, commands.command(more, jar), ground.settings(service), log)) {
                ready.add(process.awaitReady());
                cpu.add(ProcessUsage.of(process.pid()).cpu());
                LockSupport.parkNanos(IDLE.toNanos());
                GarbageCollection.collect(process.pid());
                resident.add(ProcessUsage.of(process.pid()).residentKiB());
                process.kill();
            }
        }
        var what = "%s, %s: ".formatted(service, how);
        report.figure(what + "ready after", median(ready).toNanos() / 1e9, "s");
        report.figure(what + "CPU until ready", median(cpu).toNanos() / 1e9, "s");
        report.figure(what + "resident, idle", median(resident) / 1024.0, "MiB");
    }

    /** As the image has it: an unpacked jar starts faster. */
    private Path unpack(String service) {
        var folder = ground.path().resolve(service);
        var unpacked =
                run(
                        "unpack-" + service,
                        List.of(
                                ChildProcess.javaCommand(),
                                "-Djarmode=tools",
                                "-jar",
                                commands.jar(service).toString(),
                                "extract",
                                "--application-filename",
                                "app.jar",
                                "--destination",
                                folder.toString()));
        if (!unpacked) {
            throw new IllegalStateException("%s cannot be unpacked".formatted(service));
        }
        return folder.resolve("app.jar");
    }

    /** The flag that has a cache used, made as the image makes it: by a start without a Kafka. */
    private Optional<String> cache(String service, Path jar) {
        var file = jar.resolveSibling("app.aot");
        var settings = new HashMap<>(ground.settings(service));
        settings.put("SPRING_KAFKA_BOOTSTRAP_SERVERS", "127.0.0.1:1");
        var command = commands.command(List.of("-XX:AOTCacheOutput=" + file), jar);
        var log = ground.path().resolve("train-%s.log".formatted(service));
        try (var process = ServiceProcess.start(service, command, settings, log)) {
            process.awaitAnswer();
            LockSupport.parkNanos(ALL_STARTED.toNanos());
            process.end(PATIENCE);
        }
        return Files.exists(file) ? Optional.of("-XX:AOTCache=" + file) : Optional.empty();
    }

    private boolean run(String name, List<String> command) {
        var log = ground.path().resolve(name + ".log");
        try (var process = ChildProcess.start(name, command, Map.of(), log)) {
            return process.awaitEnd(PATIENCE);
        }
    }

    private static <T extends Comparable<T>> T median(List<T> of) {
        return of.stream().sorted().toList().get(of.size() / 2);
    }

    @Override
    public void close() {
        ground.close();
    }
}
