package io.paycast.logging;

/**
 * Makes text that a client chose safe for a log line of {@code key=value} pairs: at most {@value
 * #MAX_LENGTH} characters, without spaces, quotes, and characters that could end the line or
 * imitate another pair.
 */
public final class LogText {

    private static final int MAX_LENGTH = 100;

    private LogText() {}

    /** Returns the text; every unsafe character as {@code \}{@code uXXXX}, the rest as … */
    public static String of(String text) {
        if (isSafe(text)) {
            return text;
        }
        var safe = new StringBuilder();
        for (int i = 0; i < Math.min(text.length(), MAX_LENGTH); i++) {
            char c = text.charAt(i);
            if (isSafe(c)) {
                safe.append(c);
            } else {
                safe.append("\\u%04x".formatted((int) c));
            }
        }
        return text.length() > MAX_LENGTH ? safe.append('…').toString() : safe.toString();
    }

    private static boolean isSafe(String text) {
        return text.length() <= MAX_LENGTH && text.chars().allMatch(c -> isSafe((char) c));
    }

    private static boolean isSafe(char c) {
        return Character.isLetterOrDigit(c) || "._@+-:/|~#$%&*!?,;()[]".indexOf(c) >= 0;
    }
}
