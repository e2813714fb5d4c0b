package io.paycast.cli;

import io.paycast.cli.bench.BenchPlaceholder;
import io.paycast.cli.listen.ListenCommand;
import io.paycast.cli.process.Invocation;
import io.paycast.cli.scenario.ScenarioCommand;
import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.status.StatusCommand;
import io.paycast.cli.token.TokenCommand;
import io.paycast.cli.trigger.TriggerCommand;
import io.paycast.cli.up.UpCommand;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.IVersionProvider;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * The {@code paycast} command. Only {@code up} loads classes of Spring, Kafka and PostgreSQL, so
 * that the other commands start fast.
 */
@Command(
        name = "paycast",
        description = "Pushes Tabby's payment webhooks to every connected client.",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        versionProvider = Paycast.Version.class,
        subcommands = {
            UpCommand.class,
            TriggerCommand.class,
            ScenarioCommand.class,
            ListenCommand.class,
            TokenCommand.class,
            StatusCommand.class,
            BenchPlaceholder.class,
            ClassCacheTraining.class
        },
        footer = {
            "",
            "Start with \"paycast up\". Then, in two more terminals:",
            "  paycast listen",
            "  paycast trigger authorized"
        },
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:success", "1:failure, with a message", "2:invalid usage"})
public final class Paycast {

    /** Runs one command and exits with its exit code. */
    public static void main(String[] arguments) {
        System.exit(commandLine().execute(arguments));
    }

    /** The command line with all commands. */
    public static CommandLine commandLine() {
        return commandLineOf(new Paycast());
    }

    /** The command line of one command, with the common error messages. */
    public static CommandLine commandLineOf(Object command) {
        return new CommandLine(command)
                .setExpandAtFiles(false)
                .setUsageHelpAutoWidth(true)
                .setParameterExceptionHandler(Paycast::reportUsageError)
                .setExecutionExceptionHandler(Paycast::reportFailure);
    }

    /** Prints the error and a hint only, because the full help would scroll the error away. */
    private static int reportUsageError(ParameterException invalid, String[] arguments) {
        var command = invalid.getCommandLine();
        var err = command.getErr();
        if (arguments.length == 0) {
            command.usage(err);
        } else {
            err.println("paycast: " + invalid.getMessage());
            UnmatchedArgumentException.printSuggestions(invalid, err);
            err.println(
                    "Try: %s --help"
                            .formatted(
                                    command.getCommandSpec()
                                            .qualifiedName()
                                            .replaceFirst("^paycast", Invocation.command())));
        }
        err.flush();
        return CommandLine.ExitCode.USAGE;
    }

    private static int reportFailure(
            Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        var err = command.getErr();
        if (failure instanceof CommandFailure) {
            err.println("paycast: " + failure.getMessage());
        } else if (System.getenv("PAYCAST_DEBUG") == null) {
            err.println(
                    "paycast: Unexpected error: %s. Set PAYCAST_DEBUG=1 for the stack trace."
                            .formatted(failure));
        }
        if (System.getenv("PAYCAST_DEBUG") != null) {
            failure.printStackTrace(err);
        }
        err.flush();
        return CommandLine.ExitCode.SOFTWARE;
    }

    /** The version from the jar's manifest. */
    static final class Version implements IVersionProvider {
        @Override
        public String[] getVersion() {
            var version =
                    Optional.ofNullable(Paycast.class.getPackage().getImplementationVersion());
            return new String[] {
                "paycast %s (Java %s)"
                        .formatted(version.orElse("development"), Runtime.version().feature())
            };
        }
    }
}
