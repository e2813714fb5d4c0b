package io.paycast.cli.token;

import io.paycast.cli.server.AccountOptions;
import io.paycast.cli.server.Login.IssuedToken;
import io.paycast.cli.server.ServerOptions;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Prints an access token and nothing else, so that scripts can use it. */
@Command(
        name = "token",
        description = {
            "Prints an access token and nothing else.",
            "With --order it prints a customer token, which grants access to these orders only."
                    + " The user must then have the scope tokens:mint."
        },
        footer = {
            "",
            "Examples:",
            "  wscat -c \"ws://localhost:7274/ws?token=$(paycast token)\"",
            "  paycast token --order A-1001 --merchant ae --test"
        },
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

    @Option(
            names = "--merchant",
            paramLabel = "CODE",
            description = "Only merchant whose payments the customer token shows. Default: any")
    private @Nullable String merchant;

    @Option(
            names = "--test",
            description = "Lets the customer token show payments in test mode too")
    private boolean test;

    @Option(
            names = "--customer",
            paramLabel = "ID",
            description =
                    "The shop's own id of the customer, which becomes part of the token's subject."
                            + " Default: derived from the orders")
    private @Nullable String customer;

    @Option(
            names = "--ttl",
            paramLabel = "SECONDS",
            description = "Lifetime of the customer token. Default: 15 minutes")
    private @Nullable Integer ttlSeconds;

    @Override
    public Integer call() {
        var spec = command;
        if (spec == null) {
            throw new IllegalStateException("only picocli runs this");
        }
        spec.commandLine().getOut().println(issue(spec).token());
        return 0;
    }

    private IssuedToken issue(CommandSpec spec) {
        var members = customerMembers();
        if (!orders.isEmpty()) {
            return account.login(serverOptions.server(), "shop").customerToken(orders, members);
        }
        if (!members.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--merchant, --test, --customer and --ttl are for customer tokens: name the"
                            + " orders with --order.");
        }
        return account.login(serverOptions.server(), "demo").logIn();
    }

    /** The members of a request for a customer token, besides the orders. */
    private Map<String, ?> customerMembers() {
        var members = new LinkedHashMap<String, Object>();
        if (merchant != null) {
            members.put("merchant", merchant);
        }
        if (test) {
            members.put("test", true);
        }
        if (customer != null) {
            members.put("customer", customer);
        }
        if (ttlSeconds != null) {
            members.put("ttlSeconds", ttlSeconds);
        }
        return members;
    }
}
