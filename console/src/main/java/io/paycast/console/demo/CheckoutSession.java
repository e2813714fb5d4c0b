package io.paycast.console.demo;

/** Tabby's response to a checkout. */
sealed interface CheckoutSession {

    /**
     * The shopper continues on Tabby's hosted page.
     *
     * @param location the path and query of the hosted page
     */
    record Created(String location) implements CheckoutSession {}

    /** Tabby does not offer this shopper to pay later. */
    record Rejected() implements CheckoutSession {}
}
