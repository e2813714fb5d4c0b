package io.paycast.settings;

/**
 * Reports an invalid setting and aborts startup. {@link InvalidSettingAnalyzer} prints the message
 * in place of a stack trace.
 */
public final class InvalidSettingException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    /**
     * @param message one sentence that names the setting, the reason and a valid value; it never
     *     holds a secret
     */
    public InvalidSettingException(String message) {
        super(message);
    }
}
