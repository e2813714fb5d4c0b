package io.paycast.gateway.ledger;

import io.paycast.events.PaymentView;

/**
 * A change of a payment that clients can see.
 *
 * @param view what clients are shown of the payment now
 * @param first whether the ledger did not hold the payment before
 * @param corrected whether Tabby's API corrected what clients were shown
 */
public record Change(PaymentView view, boolean first, boolean corrected) {}
