package io.paycast.events;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.math.BigDecimal;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The currencies Tabby settles in, each with the number of decimals its amounts have (ISO 4217).
 */
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

    /** How many decimals an amount in this currency is written with. */
    public int decimals() {
        return decimals;
    }

    /**
     * The same amount with this currency's number of decimals.
     *
     * @throws ArithmeticException if the amount is finer than the currency's smallest unit, or has
     *     more than {@value #MAX_DIGITS} digits on either side of the point
     */
    public BigDecimal scale(BigDecimal amount) {
        // asked first: to scale 1e999999999 would take all memory there is
        if (amount.scale() > MAX_DIGITS || amount.precision() - amount.scale() > MAX_DIGITS) {
            throw new ArithmeticException("an amount has too many digits");
        }
        return amount.setScale(decimals);
    }

    /** Reads an upper-case currency code; empty when Tabby does not settle in it. */
    public static Optional<CurrencyCode> of(String code) {
        return Optional.ofNullable(BY_NAME.get(code));
    }
}
