package io.paycast.cli.up;

import io.paycast.cli.process.Invocation;
import io.paycast.cli.server.ServerOptions;
import io.paycast.embeddedkafka.FreePort;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Starts everything in this one JVM, and runs until it is told to stop. */
@Command(
        name = "up",
        description = {
            "Starts everything: Kafka, PostgreSQL, webhook ingest, gateway and auth service, in one"
                    + " process, on one port. Runs until Ctrl-C.",
            "",
            "Made for a developer's machine: users and webhook secret are known to all."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by Ctrl-C or SIGTERM, all in order",
            "1:could not start; one sentence says why",
            "2:wrong usage",
            "130:ended at once by a second Ctrl-C"
        })
public final class UpCommand implements Callable<Integer> {

    private static final int MAX_PORT = 65_535;

    @Spec private @Nullable CommandSpec command;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + ServerOptions.LOCAL_PORT,
            description =
                    "The one port for HTTP and WebSocket; 0 takes a free one. Default:"
                            + " ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = {
                "The address to listen on. Default: ${DEFAULT-VALUE}, so that only this machine"
                        + " gets in. 0.0.0.0 lets your network in, with the passwords everybody"
                        + " knows."
            })
    private String host = "";

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description =
                    "Where the data is kept from one start to the next. Default: .paycast in"
                            + " the folder of the paycast script, wherever it is called from")
    private @Nullable Path data;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Kafka's port on 127.0.0.1. Default: a free one")
    private int kafkaPort;

    @Option(names = "--once", hidden = true, description = "Stops as soon as all is ready")
    private boolean once;

    @Override
    public Integer call() {
        if (port < 0 || port > MAX_PORT) {
            throw invalid("--port must be 0 to %d, not %d.".formatted(MAX_PORT, port));
        }
        if (kafkaPort < 0 || kafkaPort > MAX_PORT || (kafkaPort == port && port != 0)) {
            throw invalid(
                    "--kafka-port must be 0 to %d and another one than --port, not %d."
                            .formatted(MAX_PORT, kafkaPort));
        }
        var folderOption = data;
        var folder = folderOption == null ? Invocation.home().resolve(".paycast") : folderOption;
        return new Up(
                        new UpOptions(
                                folder.toAbsolutePath().normalize(),
                                host,
                                port == 0 ? FreePort.find() : port,
                                kafkaPort,
                                once))
                .run();
    }

    private ParameterException invalid(String sentence) {
        var spec = command;
        if (spec == null) {
            throw new IllegalStateException("run by picocli only");
        }
        return new ParameterException(spec.commandLine(), sentence);
    }
}
