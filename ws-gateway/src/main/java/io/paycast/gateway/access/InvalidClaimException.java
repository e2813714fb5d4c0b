package io.paycast.gateway.access;

/** A claim that cannot be read. The message names the claim and what is accepted. */
final class InvalidClaimException extends Exception {

    private static final long serialVersionUID = 1L;

    InvalidClaimException(String claim, String requirement) {
        super("The token's claim %s must be %s.".formatted(claim, requirement));
    }

    /** The sentence for the client. */
    String reason() {
        return String.valueOf(getMessage());
    }
}
