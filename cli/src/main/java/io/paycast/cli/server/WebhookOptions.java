package io.paycast.cli.server;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** What a webhook brings along to be let in: shared by the commands that send some. */
public final class WebhookOptions {

    private static final Pattern HEADER_VALUE = Pattern.compile("[!-~]([ -~]*[!-~])?");
    private static final Pattern HEADER_NAME = Pattern.compile("[A-Za-z0-9!#$%&'*+.^_`|~-]+");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

    @Option(
            names = "--secret",
            paramLabel = "VALUE",
            defaultValue = "${env:PAYCAST_SECRET:-local-secret}",
            description = "The webhook secret. Default: $PAYCAST_SECRET, else local-secret")
    private String secret = "";

    @Option(
            names = "--secret-header",
            paramLabel = "NAME",
            defaultValue = "X-Tabby-Signature",
            description = "The header that carries it. Default: ${DEFAULT-VALUE}")
    private String secretHeader = "";

    /** The secret; visible ASCII. */
    public String secret() {
        if (!HEADER_VALUE.matcher(secret).matches()) {
            throw invalid("--secret must be visible ASCII, as it goes into an HTTP header.");
        }
        return secret;
    }

    /** The name of the header for it. */
    public String secretHeader() {
        if (!HEADER_NAME.matcher(secretHeader).matches()) {
            throw invalid("--secret-header is no header name: '%s'.".formatted(secretHeader));
        }
        return secretHeader;
    }

    private ParameterException invalid(String sentence) {
        var spec = command;
        if (spec == null) {
            throw new IllegalStateException("not mixed into a command");
        }
        return new ParameterException(spec.commandLine(), sentence);
    }
}
