package io.paycast.cli.listen;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.cli.process.Signals;
import io.paycast.cli.server.AccountOptions;
import io.paycast.cli.server.ServerOptions;
import io.paycast.liveness.Clocks;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints updates as they arrive, until Ctrl-C. */
@Command(
        name = "listen",
        description = {
            "Prints updates as they arrive, until Ctrl-C.",
            "Reconnects after a lost connection and resumes after the last update."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stopped by Ctrl-C, or the output was closed",
            "1:refused, and reconnecting would not help",
            "2:invalid usage"
        })
public final class ListenCommand implements Callable<Integer> {

    private static final int MAX_REWIND = 1_000;

    @Spec private @Nullable CommandSpec command;
    @Mixin private final ServerOptions serverOptions = new ServerOptions();
    @Mixin private final AccountOptions account = new AccountOptions();

    @Option(
            names = "--token",
            paramLabel = "TOKEN",
            defaultValue = "${env:PAYCAST_TOKEN}",
            description = "Connects with this token instead of a login. Default: $PAYCAST_TOKEN")
    private @Nullable String token;

    @Option(
            names = "--order",
            paramLabel = "REFERENCE",
            description = "Receives this order only; repeat the option for more orders")
    private List<String> orders = List.of();

    @Option(
            names = "--payment",
            paramLabel = "ID",
            description = "Receives this payment only; repeat the option for more payments")
    private List<String> payments = List.of();

    @Option(
            names = "--since",
            paramLabel = "CURSOR",
            description = "Resumes after this cursor (the member Cursor of an update)")
    private Optional<String> since = Optional.empty();

    @Option(
            names = "--rewind",
            paramLabel = "N",
            description = "Starts with the last N updates, 1 to " + MAX_REWIND)
    private Optional<Integer> rewind = Optional.empty();

    @Option(
            names = "--json",
            description = "Prints each update as received, one JSON document per line")
    private boolean json;

    @Override
    public Integer call() throws InterruptedException {
        checkRewind();
        var server = serverOptions.server();
        var clock = Clocks.system().steady();
        var fixedToken = token;
        // Not System.out, which hides that the reader of a pipe is gone.
        var out = new PrintStream(new FileOutputStream(FileDescriptor.out), true, UTF_8);
        Signals.onStop(() -> {
            out.flush();
            Runtime.getRuntime().halt(0);
        });
        new ReconnectingListener(
                        server,
                        new Query(orders, payments, since, rewind),
                        fixedToken == null || fixedToken.isEmpty()
                                ? new TokenSource.LoginToken(account.login(server, "demo"), clock)
                                : new TokenSource.FixedToken(fixedToken),
                        json
                                ? new JsonOutput(out, System.err)
                                : new LineOutput(
                                        out,
                                        System.err,
                                        Ansi.AUTO.enabled(),
                                        ZoneId.systemDefault()),
                        new Backoff(new SplittableRandom()),
                        clock)
                .listen();
        return 0;
    }

    private void checkRewind() {
        var spec = command;
        if (spec == null) {
            throw new IllegalStateException("only picocli runs this");
        }
        if (rewind.filter(count -> count < 1 || count > MAX_REWIND).isPresent()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--rewind must be a number from 1 to %d.".formatted(MAX_REWIND));
        }
        if (rewind.isPresent() && since.isPresent()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--since and --rewind cannot be combined; use one of them.");
        }
    }
}
