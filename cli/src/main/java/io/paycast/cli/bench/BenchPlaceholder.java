package io.paycast.cli.bench;

import io.paycast.cli.server.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * Stands for the load harness in the list of commands. The {@code paycast} script runs the real one
 * from the module {@code load-tests}, with a class path that no other command needs.
 */
@Command(
        name = "bench",
        description = "Loads a Paycast with sockets and webhooks, and measures it.")
public final class BenchPlaceholder implements Callable<Integer> {

    @Unmatched private final List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        throw new CommandFailure(
                "bench %s is started by the paycast script of a checkout, which builds what it needs."
                        .formatted(String.join(" ", arguments))
                        .replace("bench  ", "bench "));
    }
}
