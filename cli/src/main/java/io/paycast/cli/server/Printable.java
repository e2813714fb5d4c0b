package io.paycast.cli.server;

/** Makes text from elsewhere fit for a terminal: no control character of it gets there. */
public final class Printable {

    private Printable() {}

    /** The same text with {@code ?} for what a terminal could take for a command. */
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
