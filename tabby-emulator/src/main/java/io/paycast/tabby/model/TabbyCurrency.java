package io.paycast.tabby.model;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Optional;
import java.util.regex.Pattern;

/** The currencies of Tabby's documentation, each with its number of decimals. */
public enum TabbyCurrency {
    AED(2),
    SAR(2),
    KWD(3);

    private static final Pattern AMOUNT = Pattern.compile("\\d{1,12}(\\.\\d{1,3})?");

    private final int decimals;

    TabbyCurrency(int decimals) {
        this.decimals = decimals;
    }

    /** The number of decimals of an amount. */
    public int decimals() {
        return decimals;
    }

    /** Finds a currency by its upper-case code. */
    public static Optional<TabbyCurrency> of(String code) {
        return Arrays.stream(values()).filter(it -> it.name().equals(code)).findFirst();
    }

    /** Parses a positive amount with at most this currency's decimals; empty if it is not one. */
    public Optional<BigDecimal> amount(String text) {
        if (!AMOUNT.matcher(text).matches()) {
            return Optional.empty();
        }
        var amount = new BigDecimal(text);
        boolean valid = amount.signum() > 0 && amount.scale() <= decimals;
        return valid ? Optional.of(amount) : Optional.empty();
    }
}
