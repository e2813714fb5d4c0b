package io.paycast.cli.status;

import io.paycast.cli.server.AccountOptions;
import io.paycast.cli.server.ApiResponse;
import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.LoginFailure;
import io.paycast.cli.server.PaycastServer;
import io.paycast.cli.server.ServerOptions;
import io.paycast.cli.server.ServerUnreachable;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Shows the state of a running Paycast on one screen, or as JSON. */
@Command(
        name = "status",
        description = {
            "Shows the state of a running Paycast on one screen: services, sockets, rates, latency,"
                    + " Kafka lag, journal, and what was refused or closed.",
            "The user must have the scope stats:read."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:the gateway is up",
            "1:the gateway is not ready or unreachable, or the login failed",
            "2:invalid usage"
        })
public final class StatusCommand implements Callable<Integer> {

    @Spec private @Nullable CommandSpec command;
    @Mixin private final ServerOptions serverOptions = new ServerOptions();
    @Mixin private final AccountOptions account = new AccountOptions();

    @Option(
            names = "--json",
            description = "Prints everything as one line of JSON: {\"health\":…,\"stats\":…}")
    private boolean json;

    @Override
    public Integer call() {
        var server = serverOptions.server();
        var health = server.get("/api/websocket/health", null);
        if (!health.json().isObject()) {
            throw new CommandFailure(
                    "%s did not respond as a Paycast gateway: %s Check --url, and that a gateway runs."
                            .formatted(server.base(), health.problem()));
        }
        if (json) {
            printJson(health.json(), health.isSuccess() ? stats(server) : null);
        } else {
            printScreen(server, health);
        }
        return health.isSuccess() ? 0 : 1;
    }

    private void printJson(JsonNode health, @Nullable JsonNode stats) {
        var both = JsonMapper.shared().createObjectNode();
        both.set("health", health);
        both.set("stats", stats);
        out().println(both);
        out().flush();
    }

    /** The public part is printed before the login, which may fail. */
    private void printScreen(PaycastServer server, ApiResponse health) {
        var screen = new StatusScreen(Ansi.AUTO.enabled());
        var ingest = state(server, "/docs/webhook-ingest.openapi.json");
        var auth = state(server, "/.well-known/jwks.json");
        out().print(screen.health(server.base(), health.json(), ingest, auth));
        out().flush();
        if (health.isSuccess()) {
            out().print(screen.stats(stats(server), Instant.now()));
            out().flush();
        }
    }

    /**
     * The state of the service that serves this public path; the edge routes to ready ones only.
     */
    private static ServiceState state(PaycastServer server, String path) {
        try {
            return ServiceState.of(server.get(path, null).status());
        } catch (ServerUnreachable e) {
            return ServiceState.DOWN;
        }
    }

    private JsonNode stats(PaycastServer server) {
        var response = server.get("/api/websocket/stats", token(server));
        if (!response.isSuccess()) {
            throw new CommandFailure(
                    "The gateway refused the stats: %s Log in as a user with the scope stats:read (--user, --password)."
                            .formatted(response.problem()));
        }
        return response.json();
    }

    private String token(PaycastServer server) {
        try {
            return account.login(server, "demo").logIn().token();
        } catch (LoginFailure e) {
            throw new CommandFailure(
                    "The stats need a login. %s Name a user with --user and --password."
                            .formatted(e.getMessage()),
                    e);
        }
    }

    private PrintWriter out() {
        var spec = command;
        if (spec == null) {
            throw new IllegalStateException("only picocli runs this");
        }
        return spec.commandLine().getOut();
    }
}
