package io.paycast.cli.trigger;

import io.paycast.events.CurrencyCode;
import java.math.BigDecimal;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** The options that describe a payment. */
final class PaymentOptions {

    private static final Pattern AMOUNT = Pattern.compile("\\d{1,15}(\\.\\d{1,3})?");

    @Spec(Spec.Target.MIXEE)
    private @Nullable CommandSpec command;

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

    @Option(
            names = "--capture",
            paramLabel = "DECIMAL",
            description = "Captures a part of the amount. Needs the emulator. Default: the rest")
    private @Nullable String capture;

    @Option(
            names = "--refund",
            paramLabel = "DECIMAL",
            description = "Refunds a part of the amount. Needs the emulator. Default: the rest")
    private @Nullable String refund;

    @Option(
            names = "--new-order",
            paramLabel = "REFERENCE",
            description = "New order reference, for updated. Needs the emulator")
    private @Nullable String newOrder;

    /** The payment's id: the named one, or a new one, the same for each call. */
    PaymentId id() {
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

    String order() {
        var named = order;
        return named == null ? id().order() : named;
    }

    Optional<String> newOrder() {
        return Optional.ofNullable(newOrder);
    }

    boolean test() {
        return test;
    }

    CurrencyCode currency() {
        return CurrencyCode.of(currency.toUpperCase(Locale.ROOT))
                .orElseThrow(() ->
                        invalid(
                                "--currency must be one of %s, not '%s'."
                                        .formatted(
                                                Arrays.toString(CurrencyCode.values()), currency)));
    }

    BigDecimal amount() {
        return decimal("--amount", amount);
    }

    /** The part to capture; empty for the rest. */
    Optional<BigDecimal> capture() {
        return Optional.ofNullable(capture).map(part -> decimal("--capture", part));
    }

    /** The part to refund; empty for the rest. */
    Optional<BigDecimal> refund() {
        return Optional.ofNullable(refund).map(part -> decimal("--refund", part));
    }

    /** Whether an option is given that only the emulator knows. */
    boolean needsEmulator() {
        return capture != null || refund != null || newOrder != null;
    }

    private BigDecimal decimal(String option, String value) {
        var code = currency();
        if (!AMOUNT.matcher(value).matches()) {
            throw invalid(
                    "%s must be a decimal such as 150.00, not '%s'.".formatted(option, value));
        }
        try {
            return code.scale(new BigDecimal(value));
        } catch (ArithmeticException e) {
            throw invalid(
                    "%s %s has more than the %d decimals of %s."
                            .formatted(option, value, code.decimals(), code));
        }
    }

    private ParameterException invalid(String sentence) {
        var spec = command;
        if (spec == null) {
            throw new IllegalStateException("only picocli runs this");
        }
        return new ParameterException(spec.commandLine(), sentence);
    }
}
