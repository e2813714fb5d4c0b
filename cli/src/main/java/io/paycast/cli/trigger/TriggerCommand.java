package io.paycast.cli.trigger;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.cli.process.Invocation;
import io.paycast.cli.server.CommandFailure;
import io.paycast.cli.server.Printable;
import io.paycast.cli.server.ServerOptions;
import io.paycast.cli.server.WebhookOptions;
import io.paycast.events.CurrencyCode;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
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
            "With --payment it sends the next event of that payment. Times, captures and order are"
                    + " derived from the payment id, so that all webhooks of a payment agree. Repeat"
                    + " --amount, --currency and --order if you used them before."
        },
        mixinStandardHelpOptions = true,
        exitCodeListHeading = "%nExit codes:%n",
        exitCodeList = {"0:stored", "1:refused or unreachable", "2:invalid usage"})
public final class TriggerCommand implements Callable<Integer> {

    private static final String PATH = "/api/tabby/webhook";
    private static final Pattern AMOUNT = Pattern.compile("\\d{1,15}(\\.\\d{1,3})?");

    @Spec private @Nullable CommandSpec command;
    @Mixin private final ServerOptions serverOptions = new ServerOptions();
    @Mixin private final WebhookOptions webhooks = new WebhookOptions();

    @Parameters(
            paramLabel = "STATUS",
            converter = PaymentEventType.Converter.class,
            description = "Event: authorized, captured, closed, refunded, rejected or expired")
    private PaymentEventType type = PaymentEventType.AUTHORIZED;

    @Option(names = "--payment", paramLabel = "ID", description = "Payment id. Default: a new one")
    private @Nullable String payment;

    @Option(
            names = "--order",
            paramLabel = "REFERENCE",
            description = "Order reference of the shop. Default: derived from the payment id")
    private @Nullable String order;

    @Option(
            names = "--amount",
            paramLabel = "DECIMAL",
            defaultValue = "150.00",
            description = "Amount of the payment. Default: ${DEFAULT-VALUE}")
    private String amount = "";

    @Option(
            names = "--currency",
            paramLabel = "CODE",
            defaultValue = "AED",
            description = "Currency: AED, SAR, KWD, BHD or QAR. Default: ${DEFAULT-VALUE}")
    private String currency = "";

    @Option(names = "--test", description = "Marks the payment as a test payment (is_test)")
    private boolean test;

    @Override
    public Integer call() {
        var out = out();
        var webhook = webhook();
        var secret = Map.of(webhooks.secretHeader(), webhooks.secret());
        var server = serverOptions.server();
        var body = webhook.body();
        out.println("POST " + server.base() + PATH);
        out.println(new String(body, UTF_8));
        out.flush();
        long started = System.nanoTime();
        var response = server.post(PATH, body, secret);
        var took = Duration.ofNanos(System.nanoTime() - started);
        if (!response.isSuccess()) {
            throw new CommandFailure("The webhook was refused: " + response.problem());
        }
        out.println("%d, after %d ms".formatted(response.status(), took.toMillis()));
        if (type.next() != type) {
            out.println("next: %s trigger %s".formatted(Invocation.command(), next()));
        }
        out.flush();
        return 0;
    }

    /** The arguments for the payment's next event, with the options of this invocation. */
    private String next() {
        var line = new StringBuilder(type.next().argument());
        line.append(" --payment ").append(quoted(id().text()));
        var parsed = spec().commandLine().getParseResult();
        for (var name :
                new String[] {"--order", "--amount", "--currency", "--secret-header", "--url"}) {
            if (parsed.hasMatchedOption(name)) {
                line.append(' ').append(name).append(' ');
                line.append(quoted(parsed.matchedOption(name).originalStringValues().getFirst()));
            }
        }
        if (test) {
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

    private TabbyWebhook webhook() {
        var code =
                CurrencyCode.of(currency.toUpperCase(Locale.ROOT))
                        .orElseThrow(() ->
                                invalid(
                                        "--currency must be one of %s, not '%s'."
                                                .formatted(
                                                        Arrays.toString(CurrencyCode.values()),
                                                        currency)));
        var named = order;
        return new TabbyWebhook(
                type, id(), named == null ? id().order() : named, amount(code), code, test);
    }

    private PaymentId id() {
        var named = payment;
        if (named == null) {
            named = PaymentId.random(Instant.now(), new SecureRandom()).text();
            payment = named;
        }
        if (named.isBlank()) {
            throw invalid("--payment must not be blank.");
        }
        return new PaymentId(named);
    }

    private BigDecimal amount(CurrencyCode code) {
        if (AMOUNT.matcher(amount).matches()) {
            try {
                return code.scale(new BigDecimal(amount));
            } catch (ArithmeticException e) {
                throw invalid(
                        "--amount %s has more than the %d decimals of %s."
                                .formatted(amount, code.decimals(), code));
            }
        }
        throw invalid("--amount must be a decimal such as 150.00, not '%s'.".formatted(amount));
    }

    private java.io.PrintWriter out() {
        return spec().commandLine().getOut();
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
