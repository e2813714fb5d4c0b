package io.paycast.gateway.replay;

import io.paycast.events.PaymentEvent;

/** Identifies a payment: merchants may give payments the same id. */
record PaymentKey(String merchantCode, String paymentId) {

    static PaymentKey of(PaymentEvent event) {
        return new PaymentKey(event.merchantCode(), event.payment().paymentId());
    }
}
