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

/** Starts everything in this JVM, and runs until Ctrl-C or SIGTERM. */
@Command(
        name = "up",
        description = {
            "Starts Kafka, PostgreSQL, webhook ingest, gateway, auth service, an emulator of Tabby and a"
                    + " demo shop in one process on one port. Runs until Ctrl-C, and then stops within"
                    + " 5 s.",
            "",
            "For a developer's machine only: the users and the webhook secret are public."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by Ctrl-C or SIGTERM",
            "1:failed to start, with a message",
            "2:invalid usage",
            "130:stopped immediately by a second Ctrl-C"
        })
public final class UpCommand implements Callable<Integer> {

    private static final int MAX_PORT = 65_535;

    @Spec private @Nullable CommandSpec command;

    @Option(
            names = "--port",
            paramLabel = "PORT",
            defaultValue = "" + ServerOptions.LOCAL_PORT,
            description =
                    "Port for HTTP and WebSocket; 0 selects a free one. Default:"
                            + " ${DEFAULT-VALUE}")
    private int port;

    @Option(
            names = "--host",
            paramLabel = "ADDRESS",
            defaultValue = "127.0.0.1",
            description = {
                "Address to listen on. Default: ${DEFAULT-VALUE}, which only this machine can reach."
                        + " With 0.0.0.0 your network can log in with the public passwords."
            })
    private String host = "";

    @Option(
            names = "--data",
            paramLabel = "FOLDER",
            description =
                    "Data folder, kept between starts. Default: .paycast next to the paycast"
                            + " script")
    private @Nullable Path data;

    @Option(
            names = "--kafka-port",
            paramLabel = "PORT",
            defaultValue = "0",
            description = "Port of Kafka on 127.0.0.1. Default: a free one")
    private int kafkaPort;

    @Option(
            names = "--tls",
            description =
                    "Speaks TLS (https, wss) with a certificate that is made once and kept in the"
                            + " data folder")
    private boolean tls;

    @Option(names = "--once", hidden = true, description = "Stops as soon as everything is ready")
    private boolean once;

    @Override
    public Integer call() {
        if (port < 0 || port > MAX_PORT) {
            throw invalid(
                    "--port must be a number from 0 to %d, not %d.".formatted(MAX_PORT, port));
        }
        if (kafkaPort < 0 || kafkaPort > MAX_PORT || (kafkaPort == port && port != 0)) {
            throw invalid(
                    "--kafka-port must be a number from 0 to %d and differ from --port, not %d."
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
                                tls,
                                once))
                .run();
    }

    private ParameterException invalid(String sentence) {
        var spec = command;
        if (spec == null) {
            throw new IllegalStateException("only picocli runs this");
        }
        return new ParameterException(spec.commandLine(), sentence);
    }
}
