package io.paycast.cli.server;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options of all commands that send webhooks. */
public final class WebhookOptions {

    private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--secret",
            paramLabel = "VALUE",
            defaultValue = "${env:PAYCAST_SECRET:-local-secret}",
            description = "Webhook secret. Default: $PAYCAST_SECRET, else local-secret")
    private String secret = "";

    @Option(
            names = "--secret-header",
            paramLabel = "NAME",
            defaultValue = "X-Tabby-Signature",
            description = "Name of the header with the secret. Default: ${DEFAULT-VALUE}")
    private String secretHeader = "";

    /** Whether the user named a secret or a header, as an option or in the environment. */
    public boolean isGiven() {
        var parsed = spec().commandLine().getParseResult();
        return parsed.hasMatchedOption("--secret")
                || parsed.hasMatchedOption("--secret-header")
                || System.getenv("PAYCAST_SECRET") != null;
    }

    /** The secret: visible ASCII. */
    public String secret() {
        if (!HEADER_VALUE.matcher(secret).matches()) {
            throw invalid(
                    "--secret must be visible ASCII characters, because it is sent in an HTTP header.");
        }
        return secret;
    }

    /** The name of the header with the secret. */
    public String secretHeader() {
        if (!HEADER_NAME.matcher(secretHeader).matches()) {
            throw invalid(
                    "--secret-header must be an HTTP header name such as X-Tabby-Signature, not '%s'."
                            .formatted(secretHeader));
        }
        return secretHeader;
    }

    private ParameterException invalid(String sentence) {
        return new ParameterException(spec().commandLine(), sentence);
    }

    private CommandSpec spec() {
        var spec = command;
        if (spec == null) {
            throw new IllegalStateException("only picocli runs this");
        }
        return spec;
    }
}
