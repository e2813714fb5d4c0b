package io.paycast.cli.server;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of all commands that connect to a Paycast. */
public final class ServerOptions {

    /** The default port of {@code paycast up}. */
    public static final int LOCAL_PORT = 7274;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:PAYCAST_URL:-http://localhost:" + LOCAL_PORT + "}",
            description = {
                "Base URL of Paycast.",
                "Default: $PAYCAST_URL, else http://localhost:" + LOCAL_PORT
            })
    private String url = "";

    /** A client of the server that the options name. */
    public PaycastServer server() {
        return new PaycastServer(base());
    }

    private URI base() {
        try {
            var uri = URI.create(url.endsWith("/") ? url.substring(0, url.length() - 1) : url);
            boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
            if (http
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, like every other invalid URL.
        }
        var spec = command;
        if (spec == null) {
            throw new IllegalStateException("only picocli runs this");
        }
        throw new ParameterException(
                spec.commandLine(),
                "--url must be an http or https URL such as http://localhost:%d, without user, query or fragment, not '%s'."
                        .formatted(LOCAL_PORT, url));
    }
}
