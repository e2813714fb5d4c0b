package io.paycast.cli.token;

import io.paycast.cli.server.AccountOptions;
import io.paycast.cli.server.ServerOptions;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** Prints an access token and nothing else, so that scripts can use it. */
@Command(
        name = "token",
        description = {
            "Prints an access token and nothing else.",
            "With --order it prints a customer token, which grants access to these orders only."
                    + " The user must then have the scope tokens:mint."
        },
        footer = {"", "Example:", "  wscat -c \"ws://localhost:7274/ws?token=$(paycast token)\""},
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:printed", "1:refused or unreachable", "2:invalid usage"})
public final class TokenCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec command;
    @Mixin private final ServerOptions serverOptions = new ServerOptions();
    @Mixin private final AccountOptions account = new AccountOptions();

    @Option(
            names = "--order",
            paramLabel = "REFERENCE",
            description =
                    "Order of a customer token; repeat the option for more orders. The default user"
                            + " is then shop")
    private List<String> orders = List.of();

    @Override
    public Integer call() {
        var server = serverOptions.server();
        var issued =
                orders.isEmpty()
                        ? account.login(server, "demo").logIn()
                        : account.login(server, "shop").customerToken(orders);
        var spec = command;
        if (spec != null) {
            spec.commandLine().getOut().println(issued.token());
        }
        return 0;
    }
}
