package io.paycast.cli.server;

import java.net.URI;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Where Paycast is: shared by all commands that talk to it. */
public final class ServerOptions {

    /** Where {@code paycast up} listens unless told otherwise. */
    public static final int LOCAL_PORT = 7274;

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--url",
            paramLabel = "URL",
            defaultValue = "${env:PAYCAST_URL:-http://localhost:" + LOCAL_PORT + "}",
            description = {
                "Where Paycast listens.",
                "Default: $PAYCAST_URL, else http://localhost:" + LOCAL_PORT
            })
    private String url = "";

    /** A client of the server that was named. */
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
            // told below, like every other address that will not do
        }
        var spec = command;
        if (spec == null) {
            throw new IllegalStateException("not mixed into a command");
        }
        throw new ParameterException(
                spec.commandLine(),
                "--url must be an address such as http://localhost:%d, not '%s'."
                        .formatted(LOCAL_PORT, url));
    }
}
