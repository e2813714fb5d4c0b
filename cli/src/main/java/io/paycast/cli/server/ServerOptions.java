package io.paycast.cli.server;

import io.paycast.cli.process.Invocation;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of all commands that connect to a Paycast. */
public final class ServerOptions {

    /** The default port of {@code paycast up}. */
    public static final int LOCAL_PORT = 7274;

    private static final Set<String> LOCAL_HOSTS = Set.of("localhost", "127.0.0.1", "[::1]");

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

    @Option(
            names = "--cacert",
            paramLabel = "FILE",
            defaultValue = "${env:PAYCAST_CACERT}",
            description = {
                "PEM file with certificates to trust, besides those that Java trusts.",
                "Default: $PAYCAST_CACERT, else the certificate of \"paycast up --tls\" for a server"
                        + " on this machine"
            })
    private @Nullable Path certificates;

    /** A client of the server that the options name. */
    public PaycastServer server() {
        var base = base();
        return new PaycastServer(
                base, certificates == null ? localCertificate(base) : certificates);
    }

    private static @Nullable Path localCertificate(URI base) {
        var local =
                Invocation.home()
                        .resolve(".paycast")
                        .resolve(TrustedCertificate.FOLDER)
                        .resolve(TrustedCertificate.FILE_NAME);
        boolean here = LOCAL_HOSTS.contains(base.getHost()) && "https".equals(base.getScheme());
        return here && Files.exists(local) ? local : null;
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
