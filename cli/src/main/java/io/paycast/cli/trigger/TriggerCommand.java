package io.paycast.cli.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.cli.process.Invocation;
import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.PaycastServer;
import io.paycast.cli.server.Printable;
import io.paycast.cli.server.ServerOptions;
import io.paycast.cli.server.WebhookOptions;
import java.io.PrintWriter;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Sends a webhook exactly as Tabby would, and prints the response. */
@Command(
        name = "trigger",
        description = {
            "Sends a webhook exactly as Tabby would.",
            "",
            "The emulator of \"paycast up\" makes the payment, unless it has it already, and sends the"
                    + " webhook. --order, --amount, --currency and --test describe a payment that it"
                    + " makes; a payment that exists keeps its own.",
            "",
            "With --webhook-url, --secret or --secret-header, this command sends the webhook itself,"
                    + " to any Paycast. Times, captures and order are then derived from the payment"
                    + " id, so that all webhooks of a payment agree. Repeat --amount, --currency and"
                    + " --order if you used them before."
        },
        footer = {
            "",
            "Examples:",
            "  paycast trigger captured --payment ID --capture 40.00",
            "  paycast trigger updated --payment ID --new-order X-1000",
            "  paycast trigger authorized --forged"
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {
            "0:stored, or refused if it was forged",
            "1:refused or unreachable, or stored although it was forged",
            "2:invalid usage"
        })
public final class TriggerCommand implements Callable<Integer> {

    private static final String PATH = "/api/tabby/webhook";

    @Spec private @Nullable CommandSpec command;
    @Mixin private final ServerOptions serverOptions = new ServerOptions();
    @Mixin private final WebhookOptions webhooks = new WebhookOptions();
    @Mixin private final PaymentOptions payment = new PaymentOptions();

    @Parameters(
            paramLabel = "STATUS",
            converter = PaymentEventType.Converter.class,
            description =
                    "Event: authorized, captured, closed, refunded, rejected, expired, updated,"
                            + " cancelled or dispute")
    private PaymentEventType type = PaymentEventType.AUTHORIZED;

    @Option(
            names = "--webhook-url",
            paramLabel = "URL",
            description = "Sends the webhook directly to this URL, without the emulator")
    private @Nullable String webhookUrl;

    @Option(
            names = "--forged",
            description = "Sends it as an attacker would, without the secret: it must be refused")
    private boolean forged;

    @Override
    public Integer call() {
        var out = spec().commandLine().getOut();
        var server = serverOptions.server();
        if (webhookUrl != null || webhooks.isGiven()) {
            sendDirectly(server, out);
        } else {
            new EmulatorTrigger(server, out).send(type, payment, forged);
        }
        if (type.next() != type && !forged) {
            out.println("next: %s trigger %s".formatted(Invocation.command(), next()));
        }
        out.flush();
        return 0;
    }

    private void sendDirectly(PaycastServer server, PrintWriter out) {
        if (type.needsEmulator() || forged || payment.needsEmulator()) {
            throw invalid(
                    "updated, cancelled, dispute, --capture, --refund, --new-order and --forged need the emulator: omit --webhook-url, --secret and --secret-header.");
        }
        var body =
                new TabbyWebhook(
                                type,
                                payment.id(),
                                payment.order(),
                                payment.amount(),
                                payment.currency(),
                                payment.test())
                        .body();
        var secret = Map.of(webhooks.secretHeader(), webhooks.secret());
        var address = webhookUrl == null ? URI.create(server.base() + PATH) : webhookAddress();
        out.println("POST " + address);
        out.println(new String(body, UTF_8));
        out.flush();
        long started = System.nanoTime();
        var response = server.post(address, body, secret);
        var took = Duration.ofNanos(System.nanoTime() - started);
        if (!response.isSuccess()) {
            throw new CommandFailure("The webhook was refused: " + response.problem());
        }
        out.println("%d, after %d ms".formatted(response.status(), took.toMillis()));
    }

    private URI webhookAddress() {
        try {
            var address = URI.create(String.valueOf(webhookUrl));
            boolean http =
                    "http".equals(address.getScheme()) || "https".equals(address.getScheme());
            if (http && address.getHost() != null && address.getUserInfo() == null) {
                return address;
            }
        } catch (IllegalArgumentException e) {
            // Reported below, like every other invalid URL.
        }
        throw invalid(
                "--webhook-url must be an http or https URL such as http://localhost:7274/api/tabby/webhook, without user, not '%s'."
                        .formatted(webhookUrl));
    }

    /** The arguments for the payment's next event, with the options of this invocation. */
    private String next() {
        var line = new StringBuilder(type.next().argument());
        line.append(" --payment ").append(quoted(payment.id().text()));
        var parsed = spec().commandLine().getParseResult();
        for (var name :
                new String[] {
                    "--order", "--amount", "--currency", "--webhook-url", "--secret-header", "--url"
                }) {
            if (parsed.hasMatchedOption(name)) {
                line.append(' ').append(name).append(' ');
                line.append(quoted(parsed.matchedOption(name).originalStringValues().getFirst()));
            }
        }
        if (payment.test()) {
            line.append(" --test");
        }
        if (parsed.hasMatchedOption("--secret")) {
            line.append(" --secret …"); // Secrets are never printed.
        }
        return line.toString();
    }

    private static String quoted(String word) {
        return word.matches("[\\w./:-]+")
                ? word
                : "'" + Printable.of(word).replace("'", "'\\''") + "'";
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
