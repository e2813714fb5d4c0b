package io.paycast.events;

/**
 * The limits on what names a payment or an order. They are the same wherever a name enters: in a
 * webhook, a token, a filter or a test notification. A name that one place accepts and another
 * refuses would be an order that its customer can never see.
 */
public final class References {

    /** The longest order reference, in UTF-16 units. */
    public static final int MAX_ORDER_CHARS = 255;

    /** The longest payment id, in UTF-16 units. It becomes a record's key and a header. */
    public static final int MAX_PAYMENT_CHARS = 128;

    private static final char LINE_SEPARATOR = '\u2028';
    private static final char PARAGRAPH_SEPARATOR = '\u2029';

    private References() {}

    /** Whether a text can be an order reference: 1 to 255 printable characters, not all blank. */
    public static boolean isOrder(String text) {
        return text.length() <= MAX_ORDER_CHARS && isPrintable(text);
    }

    /** Whether a text can be a payment id: 1 to 128 printable characters, not all blank. */
    public static boolean isPayment(String text) {
        return text.length() <= MAX_PAYMENT_CHARS && isPrintable(text);
    }

    /** An unpaired surrogate is refused: UTF-8 cannot write it, so two names would become one. */
    private static boolean isPrintable(String text) {
        return !text.isBlank() && text.codePoints().allMatch(References::isPrintable);
    }

    private static boolean isPrintable(int codePoint) {
        return !Character.isISOControl(codePoint)
                && codePoint != LINE_SEPARATOR
                && codePoint != PARAGRAPH_SEPARATOR
                && Character.getType(codePoint) != Character.SURROGATE;
    }
}
