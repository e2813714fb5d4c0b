package io.paycast.bench;

import io.paycast.cli.Paycast;
import java.util.Arrays;
import picocli.CommandLine;
import picocli.CommandLine.IDefaultValueProvider;
import picocli.CommandLine.Model.OptionSpec;

/**
 * The main class behind {@code paycast bench}: apart from the other commands, which must not wait
 * for all that it needs.
 */
public final class Bench {

    private Bench() {}

    /** The arguments may begin with the command's own name. */
    public static void main(String[] arguments) {
        boolean named = arguments.length > 0 && arguments[0].equals("bench");
        System.exit(
                execute(named ? Arrays.copyOfRange(arguments, 1, arguments.length) : arguments));
    }

    static int execute(String... arguments) {
        return commandLine(arguments).execute(arguments);
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
