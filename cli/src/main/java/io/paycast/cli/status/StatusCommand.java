package io.paycast.cli.status;

import io.paycast.cli.server.AccountOptions;
import io.paycast.cli.server.ApiResponse;
import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.PaycastServer;
import io.paycast.cli.server.Printable;
import io.paycast.cli.server.ServerOptions;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Tells how a running Paycast is. */
@Command(
        name = "status",
        description = "Tells how a running Paycast is.",
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:up", "1:not up, refused, or nobody there", "2:wrong usage"})
public final class StatusCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec command;
    @Mixin private final ServerOptions of = new ServerOptions();
    @Mixin private final AccountOptions account = new AccountOptions();

    @Option(names = "--json", description = "As one line of JSON: {\"health\":…,\"stats\":…}")
    private boolean json;

    @Override
    public Integer call() {
        var server = of.server();
        var health = server.get("/api/websocket/health", null);
        if (!health.json().isObject()) {
            throw new CommandFailure(
                    "%s is no Paycast gateway: it answered %s"
                            .formatted(server.base(), health.problem()));
        }
        print(server, health, health.isSuccess() ? stats(server).json() : null);
        return health.isSuccess() ? 0 : 1;
    }

    private ApiResponse stats(PaycastServer server) {
        var response =
                server.get("/api/websocket/stats", account.login(server, "demo").logIn().token());
        if (!response.isSuccess()) {
            throw new CommandFailure("The statistics were refused: " + response.problem());
        }
        return response;
    }

    private void print(PaycastServer server, ApiResponse health, @Nullable JsonNode stats) {
        var spec = command;
        if (spec == null) {
            return;
        }
        var out = spec.commandLine().getOut();
        if (json) {
            var both = JsonMapper.shared().createObjectNode();
            both.set("health", health.json());
            both.set("stats", stats);
            out.println(both);
        } else {
            out.println(server.base());
            lines(out, "  ", health.json());
            if (stats != null) {
                lines(out, "  ", stats);
            }
        }
        out.flush();
    }

    /** One member a line, the members of objects under their name. */
    private static void lines(PrintWriter out, String indent, JsonNode node) {
        node.propertyStream()
                .forEach(member -> {
                    var value = member.getValue();
                    var name = Printable.of(member.getKey());
                    if (value.isObject() && !value.isEmpty()) {
                        out.println(indent + name);
                        lines(out, indent + "  ", value);
                    } else if (!value.isContainer()) {
                        out.println(
                                "%s%-18s %s"
                                        .formatted(indent, name, Printable.of(value.asString())));
                    }
                });
    }
}
