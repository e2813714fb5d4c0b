package io.paycast.gateway.ledger;

import io.paycast.events.PaymentView;

/**
 * A change of a payment that clients can see.
 *
 * @param view the payment as clients see it now
 * @param first whether the payment was not in the ledger
 */
public record Change(PaymentView view, boolean first) {}
