package io.paycast.bench;

import io.paycast.cli.Paycast;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The main class of {@code paycast bench}. It is separate from the other commands, which start
 * faster without its dependencies.
 */
public final class Bench {

    private Bench() {}

    /** The first argument may be the command's own name. */
    public static void main(String[] arguments) {
        boolean named = arguments.length > 0 && arguments[0].equals("bench");
        var options = named ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments;
        System.exit(commandLine(options).execute(options));
    }

    static CommandLine commandLine(String... arguments) {
        var scenario = Scenario.named(arguments);
        IDefaultValueProvider defaults =
                spec ->
                        scenario.filter(_ -> spec.isOption())
                                .flatMap(it -> it.value(((OptionSpec) spec).longestName()))
                                .orElse(null);
        return Paycast.commandLineOf(new LoadTestCommand()).setDefaultValueProvider(defaults);
    }
}
