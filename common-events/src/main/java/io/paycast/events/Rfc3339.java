package io.paycast.events;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import org.jspecify.annotations.Nullable;

/**
 * Formats and parses RFC 3339 times, as records and messages hold them. The common form, in UTC, is
 * handled here, because Java's formatter takes ten times as long. Java's formatter handles all
 * other forms. Measured: docs/decisions/023.
 */
public final class Rfc3339 {

    private static final DateTimeFormatter MICROS =
            new DateTimeFormatterBuilder().appendInstant(6).toFormatter();
    private static final long YEAR_0 = Instant.parse("0000-01-01T00:00:00Z").getEpochSecond();
    private static final long YEAR_10000 = Instant.parse("+10000-01-01T00:00:00Z").getEpochSecond();

    private static final String SECONDS = "0000-00-00T00:00:00";
    private static final int MAX_DECIMALS = 9;
    private static final String TEMPLATE = SECONDS + "." + "0".repeat(MAX_DECIMALS);

    private Rfc3339() {}

    /** Formats a time in UTC with six decimals. */
    public static String micros(Instant time) {
        long second = time.getEpochSecond();
        if (second < YEAR_0 || second >= YEAR_10000) {
            return MICROS.format(time);
        }
        var utc = LocalDateTime.ofEpochSecond(second, time.getNano(), ZoneOffset.UTC);
        byte[] text = (SECONDS + ".000000Z").getBytes(ISO_8859_1);
        put(text, 0, 4, utc.getYear());
        put(text, 5, 7, utc.getMonthValue());
        put(text, 8, 10, utc.getDayOfMonth());
        put(text, 11, 13, utc.getHour());
        put(text, 14, 16, utc.getMinute());
        put(text, 17, 19, utc.getSecond());
        put(text, 20, 26, utc.getNano() / 1_000);
        return new String(text, ISO_8859_1);
    }

    /**
     * Parses a time.
     *
     * @throws DateTimeException if the text is not a time
     */
    static Instant parse(String text) {
        var utc = parseUtc(text);
        return utc == null ? Instant.parse(text) : utc;
    }

    /**
     * Parses a time in UTC such as {@code 2026-11-23T07:38:00.123456Z}, with up to nine decimals.
     *
     * @return null if the text has another form, such as one with an offset
     * @throws DateTimeException if there is no such day or time of day
     */
    public static @Nullable Instant parseUtc(String text) {
        if (!isUtcForm(text) || number(text, 11, 13) > 23 || number(text, 17, 19) > 59) {
            return null; // 24:00 and leap seconds are valid, but rare: Java handles them
        }
        int decimals = Math.max(0, text.length() - SECONDS.length() - ".Z".length());
        int nanos = number(text, text.length() - 1 - decimals, text.length() - 1);
        for (int i = decimals; i < MAX_DECIMALS; i++) {
            nanos *= 10;
        }
        return LocalDateTime.of(
                        number(text, 0, 4),
                        number(text, 5, 7),
                        number(text, 8, 10),
                        number(text, 11, 13),
                        number(text, 14, 16),
                        number(text, 17, 19),
                        nanos)
                .toInstant(ZoneOffset.UTC);
    }

    /** Whether the text matches the template, with 0 to 9 decimals, and ends in Z. */
    private static boolean isUtcForm(String text) {
        int last = text.length() - 1;
        if (last < SECONDS.length() || last > TEMPLATE.length() || text.charAt(last) != 'Z') {
            return false;
        }
        for (int i = 0; i < last; i++) {
            char expected = TEMPLATE.charAt(i);
            char c = text.charAt(i);
            boolean fits = expected == '0' ? c >= '0' && c <= '9' : c == expected;
            if (!fits) {
                return false;
            }
        }
        return last != SECONDS.length() + 1; // refuses a point without decimals
    }

    private static int number(String text, int from, int to) {
        int number = 0;
        for (int i = from; i < to; i++) {
            number = 10 * number + text.charAt(i) - '0';
        }
        return number;
    }

    private static void put(byte[] text, int from, int to, int number) {
        int rest = number;
        for (int i = to - 1; i >= from; i--) {
            text[i] = (byte) ('0' + rest % 10);
            rest /= 10;
        }
    }
}
