package io.paycast.events.tabby;

import static java.util.stream.Collectors.joining;

import io.paycast.events.CurrencyCode;
import io.paycast.events.PaymentStatus;
import io.paycast.events.References;
import io.paycast.events.Rfc3339;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Validates and converts each kind of field. All limits on Tabby's values are here.
 *
 * <p>Each method takes the field's path, for the error message, and its value, which is null if the
 * field is missing or null.
 */
final class FieldRules {

    static final int MAX_ID_CHARS = References.MAX_PAYMENT_CHARS;
    static final int MAX_REFERENCE_CHARS = References.MAX_ORDER_CHARS;
    static final int MAX_REASON_CHARS = 4_096;

    /** Far more than any payment has, and few enough for fast decimal arithmetic. */
    static final int MAX_AMOUNT_DIGITS = 18;

    private static final int MAX_TIME_CHARS = 40;

    /** The form of a value that Tabby may add. Anything else is invalid. */
    private static final Pattern STATUS = Pattern.compile("[A-Za-z][A-Za-z_-]{0,63}");

    private static final Pattern CURRENCY = Pattern.compile("[A-Z]{3}");
    private static final char LINE_SEPARATOR = '\u2028';
    private static final char PARAGRAPH_SEPARATOR = '\u2029';

    private static final String ID_REQUIREMENT =
            "must be 1 to %d printable characters".formatted(MAX_ID_CHARS);
    private static final String PAYMENT_STATUS_REQUIREMENT =
            oneOf(PaymentStatus.values(), PaymentStatus::wireName);
    private static final String DISPUTE_STATUS_REQUIREMENT =
            oneOf(DisputeStatus.values(), DisputeStatus::wireName);
    private static final String CURRENCY_REQUIREMENT =
            oneOf(CurrencyCode.values(), CurrencyCode::name);
    private static final String AMOUNT_REQUIREMENT =
            "must be a decimal number of 0 or more, such as 150.00";

    private FieldRules() {}

    /** A required id. It becomes a record's key and a header, so it must be short and printable. */
    static String id(String field, @Nullable String value) throws InvalidFieldException {
        var id = required(field, value, ID_REQUIREMENT);
        if (id.isBlank()) {
            throw new InvalidFieldException(field, "is empty", ID_REQUIREMENT);
        }
        return printable(field, id, MAX_ID_CHARS);
    }

    /** An optional reference of the shop's own; null if blank, because no token can name it. */
    static @Nullable String reference(String field, @Nullable String value)
            throws InvalidFieldException {
        return value == null || value.isBlank()
                ? null
                : printable(field, value, MAX_REFERENCE_CHARS);
    }

    /** Optional free text; null if empty. */
    static @Nullable String reason(String field, @Nullable String value)
            throws InvalidFieldException {
        if (value == null || value.isEmpty()) {
            return null;
        }
        checkLength(field, value, MAX_REASON_CHARS);
        checkUnicode(field, value);
        return value;
    }

    /** A required payment status. */
    static PaymentStatus paymentStatus(String field, @Nullable String value)
            throws InvalidFieldException {
        var status = required(field, value, PAYMENT_STATUS_REQUIREMENT);
        return PaymentStatus.of(status)
                .orElseThrow(() ->
                        unknownIf(
                                STATUS.matcher(status).matches(),
                                field,
                                "is not a payment status of Tabby",
                                PAYMENT_STATUS_REQUIREMENT));
    }

    /** A required dispute status. */
    static DisputeStatus disputeStatus(String field, @Nullable String value)
            throws InvalidFieldException {
        var status = required(field, value, DISPUTE_STATUS_REQUIREMENT);
        return DisputeStatus.of(status)
                .orElseThrow(() ->
                        unknownIf(
                                STATUS.matcher(status).matches(),
                                field,
                                "is not a dispute status of Tabby",
                                DISPUTE_STATUS_REQUIREMENT));
    }

    /** A required currency code. */
    static CurrencyCode currency(String field, @Nullable String value)
            throws InvalidFieldException {
        var code = required(field, value, CURRENCY_REQUIREMENT);
        return CurrencyCode.of(code)
                .orElseThrow(() ->
                        unknownIf(
                                CURRENCY.matcher(code).matches(),
                                field,
                                "is not a currency that Tabby settles in",
                                CURRENCY_REQUIREMENT));
    }

    /** A required amount: exact, with the currency's own number of decimals. */
    static BigDecimal amount(String field, @Nullable String value, CurrencyCode currency)
            throws InvalidFieldException {
        var amount = amountOfAnyCurrency(field, value);
        try {
            return currency.scale(amount);
        } catch (ArithmeticException e) {
            throw new InvalidFieldException(
                    field,
                    "has more than the %d decimals of %s".formatted(currency.decimals(), currency));
        }
    }

    /** A required amount in a currency whose number of decimals is not known. */
    static BigDecimal amountOfAnyCurrency(String field, @Nullable String value)
            throws InvalidFieldException {
        var text = required(field, value, AMOUNT_REQUIREMENT);
        if (text.startsWith("-")) {
            throw new InvalidFieldException(
                    field, "is negative or not a plain decimal number", AMOUNT_REQUIREMENT);
        }
        // BigDecimal alone would also accept exponents, signs and the digits of other scripts.
        int digits = 0;
        int point = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && point < 0) {
                point = i;
            } else if (c >= '0' && c <= '9') {
                digits++;
            } else {
                throw notDecimal(field);
            }
        }
        if (digits == 0 || point == 0 || point == text.length() - 1) {
            throw notDecimal(field);
        }
        if (digits > MAX_AMOUNT_DIGITS) {
            throw new InvalidFieldException(
                    field, "has more than %d digits".formatted(MAX_AMOUNT_DIGITS));
        }
        return new BigDecimal(text);
    }

    /**
     * An optional RFC 3339 time; null if empty or Go's zero time, which Tabby's servers may send.
     *
     * @throws DateTimeException if it is in another form
     */
    static @Nullable Instant time(@Nullable String value) {
        if (value == null || value.isEmpty()) {
            return null;
        }
        // RFC 3339 has years of four digits; ISO 8601 would also accept +999999999.
        if (value.length() > MAX_TIME_CHARS || value.charAt(0) < '0' || value.charAt(0) > '9') {
            throw new DateTimeException("The time is not in the form of RFC 3339.");
        }
        var utc = Rfc3339.parseUtc(value);
        var time = utc == null ? OffsetDateTime.parse(value) : utc.atOffset(ZoneOffset.UTC);
        return time.getYear() <= 1 ? null : time.toInstant();
    }

    private static InvalidFieldException unknownIf(
            boolean wellFormed, String field, String reason, String requirement) {
        return wellFormed
                ? new InvalidFieldException.UnknownValue(field, reason, requirement)
                : new InvalidFieldException(field, reason, requirement);
    }

    private static String required(String field, @Nullable String value, String requirement)
            throws InvalidFieldException {
        if (value == null) {
            throw new InvalidFieldException(field, "is missing", requirement);
        }
        return value;
    }

    private static InvalidFieldException notDecimal(String field) {
        return new InvalidFieldException(
                field, "is not a plain decimal number", AMOUNT_REQUIREMENT);
    }

    private static String printable(String field, String value, int maxChars)
            throws InvalidFieldException {
        checkLength(field, value, maxChars);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c) || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR) {
                throw new InvalidFieldException(field, "has a control character or line separator");
            }
        }
        checkUnicode(field, value);
        return value;
    }

    private static void checkLength(String field, String value, int maxChars)
            throws InvalidFieldException {
        if (value.length() > maxChars) {
            throw new InvalidFieldException(
                    field, "is longer than %d characters".formatted(maxChars));
        }
    }

    /**
     * Refuses an unpaired surrogate. JSON can write one, but UTF-8 cannot: two different ids would
     * become the same.
     */
    private static void checkUnicode(String field, String value) throws InvalidFieldException {
        for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
            int codePoint = value.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw new InvalidFieldException(field, "has an unpaired surrogate");
            }
        }
    }

    private static <T> String oneOf(T[] values, Function<T, String> name) {
        int last = values.length - 1;
        return Arrays.stream(values, 0, last).map(name).collect(joining(", ", "must be ", " or "))
                + name.apply(values[last]);
    }
}
