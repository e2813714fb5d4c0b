package io.paycast.events;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/** The currencies that Tabby settles in, each with its number of decimals (ISO 4217). */
public enum CurrencyCode {
    AED(2),
    SAR(2),
    KWD(3),
    BHD(3),
    QAR(2);

    private static final Map<String, CurrencyCode> BY_NAME =
            Arrays.stream(values()).collect(toUnmodifiableMap(CurrencyCode::name, c -> c));

    private static final int MAX_DIGITS = 18;

    private final int decimals;

    CurrencyCode(int decimals) {
        this.decimals = decimals;
    }

    /** The number of decimals of an amount in this currency. */
    public int decimals() {
        return decimals;
    }

    /**
     * Returns the same amount with this currency's number of decimals.
     *
     * @throws ArithmeticException if the amount has more decimals than this currency, or more than
     *     {@value #MAX_DIGITS} digits on either side of the point
     */
    public BigDecimal scale(BigDecimal amount) {
        // Checked first, because scaling 1e999999999 would exhaust the memory.
        if (amount.scale() > MAX_DIGITS || amount.precision() - amount.scale() > MAX_DIGITS) {
            throw new ArithmeticException(
                    "The amount has more than %d digits on one side of the point."
                            .formatted(MAX_DIGITS));
        }
        return amount.setScale(decimals);
    }

    /** Parses an upper-case currency code; empty if Tabby does not settle in it. */
    public static Optional<CurrencyCode> of(String code) {
        return Optional.ofNullable(BY_NAME.get(code));
    }
}
