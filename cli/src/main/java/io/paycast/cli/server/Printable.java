package io.paycast.cli.server;

/** Makes received text safe to print: it removes control characters. */
public final class Printable {

    private Printable() {}

    /** The text with {@code ?} for each character that a terminal could interpret. */
    public static String of(String text) {
        var clean = new StringBuilder(text.length());
        text.codePoints().map(c -> isSafe(c) ? c : '?').forEach(clean::appendCodePoint);
        return clean.toString();
    }

    private static boolean isSafe(int codePoint) {
        return switch (Character.getType(codePoint)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.SURROGATE,
                    Character.UNASSIGNED,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR ->
                    false;
            default -> true;
        };
    }
}
