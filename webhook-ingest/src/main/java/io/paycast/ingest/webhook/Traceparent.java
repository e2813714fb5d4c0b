package io.paycast.ingest.webhook;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpHeaders;

/** Reads the W3C trace context of a request. */
final class Traceparent {

    private static final String NAME = "traceparent";
    private static final int LENGTH = 55;
    private static final int TRACE_ID = 3;
    private static final int PARENT_ID = 36;
    private static final int FLAGS = 53;

    private Traceparent() {}

    /** Returns the value of the header; null if it is missing, repeated or not well-formed. */
    static @Nullable String of(HttpHeaders headers) {
        var values = headers.getOrDefault(NAME, List.of());
        return values.size() == 1 && isWellFormed(values.getFirst()) ? values.getFirst() : null;
    }

    private static boolean isWellFormed(String value) {
        return value.length() == LENGTH
                && isHex(value, 0, TRACE_ID - 1)
                && !value.startsWith("ff")
                && value.charAt(TRACE_ID - 1) == '-'
                && isNonZeroHex(value, TRACE_ID, PARENT_ID - 1)
                && value.charAt(PARENT_ID - 1) == '-'
                && isNonZeroHex(value, PARENT_ID, FLAGS - 1)
                && value.charAt(FLAGS - 1) == '-'
                && isHex(value, FLAGS, LENGTH);
    }

    private static boolean isNonZeroHex(String value, int from, int to) {
        return isHex(value, from, to)
                && value.chars().skip(from).limit(to - from).anyMatch(c -> c != '0');
    }

    private static boolean isHex(String value, int from, int to) {
        for (int i = from; i < to; i++) {
            char c = value.charAt(i);
            if ((c < '0' || c > '9') && (c < 'a' || c > 'f')) {
                return false;
            }
        }
        return true;
    }
}
