package io.paycast.events.tabby;

import io.paycast.events.CurrencyCode;
import io.paycast.events.Rfc3339;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import org.jspecify.annotations.Nullable;

/** What a field may hold: the one place for the limits on Tabby's values. */
final class FieldRules {

    static final int MAX_ID_CHARS = 128;
    static final int MAX_REFERENCE_CHARS = 256;
    static final int MAX_REASON_CHARS = 4_096;

    /** Far beyond any payment, far below what makes decimal arithmetic slow. */
    static final int MAX_AMOUNT_DIGITS = 18;

    private static final int MAX_TIME_CHARS = 40;
    private static final char LINE_SEPARATOR = '\u2028';
    private static final char PARAGRAPH_SEPARATOR = '\u2029';

    private FieldRules() {}

    /** A field that must be there. */
    static String required(String field, @Nullable String value) throws InvalidFieldException {
        if (value == null) {
            throw new InvalidFieldException(field, "is missing");
        }
        return value;
    }

    /** An id: it becomes a record's key and a header, so it must be short and printable. */
    static String id(String field, @Nullable String value) throws InvalidFieldException {
        var id = required(field, value);
        if (id.isBlank()) {
            throw new InvalidFieldException(field, "is empty");
        }
        return printable(field, id, MAX_ID_CHARS);
    }

    /** A reference of the shop's own; an empty one is none. */
    static @Nullable String reference(String field, @Nullable String value)
            throws InvalidFieldException {
        return value == null || value.isEmpty()
                ? null
                : printable(field, value, MAX_REFERENCE_CHARS);
    }

    /** Free text; an empty one is none. */
    static @Nullable String reason(String field, @Nullable String value)
            throws InvalidFieldException {
        if (value == null || value.isEmpty()) {
            return null;
        }
        checkLength(field, value, MAX_REASON_CHARS);
        checkUnicode(field, value);
        return value;
    }

    static CurrencyCode currency(String field, @Nullable String value)
            throws InvalidFieldException {
        return CurrencyCode.of(required(field, value))
                .orElseThrow(() ->
                        new InvalidFieldException(field, "is no currency that Tabby settles in"));
    }

    /** An amount, exact, with the currency's own number of decimals. */
    static BigDecimal amount(String field, @Nullable String value, CurrencyCode currency)
            throws InvalidFieldException {
        var text = required(field, value);
        if (text.startsWith("-")) {
            throw new InvalidFieldException(field, "is negative or no plain decimal number");
        }
        // Checked by hand first: BigDecimal would also take exponents, signs and other scripts'
        // digits.
        int digits = 0;
        int point = -1;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '.' && point < 0) {
                point = i;
            } else if (c >= '0' && c <= '9') {
                digits++;
            } else {
                throw new InvalidFieldException(field, "is no plain decimal number");
            }
        }
        if (digits == 0 || point == 0 || point == text.length() - 1) {
            throw new InvalidFieldException(field, "is no plain decimal number");
        }
        if (digits > MAX_AMOUNT_DIGITS) {
            throw new InvalidFieldException(
                    field, "has more than %d digits".formatted(MAX_AMOUNT_DIGITS));
        }
        try {
            return currency.scale(new BigDecimal(text));
        } catch (ArithmeticException e) {
            throw new InvalidFieldException(
                    field,
                    "has more than the %d decimals of %s".formatted(currency.decimals(), currency));
        }
    }

    /**
     * An RFC 3339 time; none when it is empty or Go's zero time, which Tabby's servers may send.
     */
    static @Nullable Instant time(String field, @Nullable String value)
            throws InvalidFieldException {
        if (value == null || value.isEmpty()) {
            return null;
        }
        // A year of four digits: ISO 8601 would also take +999999999.
        if (value.length() > MAX_TIME_CHARS || value.charAt(0) < '0' || value.charAt(0) > '9') {
            throw new InvalidFieldException(field, "is no RFC 3339 time");
        }
        try {
            var utc = Rfc3339.parseUtc(value);
            var time = utc == null ? OffsetDateTime.parse(value) : utc.atOffset(ZoneOffset.UTC);
            return time.getYear() <= 1 ? null : time.toInstant();
        } catch (DateTimeException e) {
            throw new InvalidFieldException(field, "is no RFC 3339 time");
        }
    }

    private static String printable(String field, String value, int maxChars)
            throws InvalidFieldException {
        checkLength(field, value, maxChars);
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (Character.isISOControl(c) || c == LINE_SEPARATOR || c == PARAGRAPH_SEPARATOR) {
                throw new InvalidFieldException(field, "has a character that cannot be printed");
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

    /** JSON can spell half a surrogate pair, which no UTF-8 can hold: two ids would become one. */
    private static void checkUnicode(String field, String value) throws InvalidFieldException {
        for (int i = 0; i < value.length(); i += Character.charCount(value.codePointAt(i))) {
            int codePoint = value.codePointAt(i);
            if (codePoint >= Character.MIN_SURROGATE && codePoint <= Character.MAX_SURROGATE) {
                throw new InvalidFieldException(field, "has half a surrogate pair");
            }
        }
    }
}
