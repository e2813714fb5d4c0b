package io.paycast.cli.bench;

import io.paycast.cli.server.CommandFailure;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Unmatched;

/**
 * Lists the load test among the commands. The {@code paycast} script runs the real command from the
 * module {@code load-tests}, with a class path that no other command needs.
 */
@Command(
        name = "bench",
        description = "Load-tests a Paycast with sockets and webhooks, and measures it.")
public final class BenchPlaceholder implements Callable<Integer> {

    @Unmatched private final List<String> arguments = new ArrayList<>();

    @Override
    public Integer call() {
        throw new CommandFailure(
                "bench %s runs only through the paycast script of a checkout, which builds the load test."
                        .formatted(String.join(" ", arguments))
                        .replace("bench  ", "bench "));
    }
}
