package io.paycast.gateway.ledger;

import io.paycast.events.PaymentView;

/**
 * A change of a payment that clients can see.
 *
 * @param view what they are to be shown
 * @param first whether the ledger had not heard of the payment, or remembered it no longer
 */
public record Change(PaymentView view, boolean first) {}
