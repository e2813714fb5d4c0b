package io.paycast.events.tabby;

import static java.nio.charset.StandardCharsets.UTF_8;

/** The bodies of Tabby's documentation. */
final class Samples {

    /** Tabby, "Webhooks", "Payload". */
    static final String DOCUMENTED_PAYMENT =
            """
            {
              "id": "string",
              "created_at": "2021-09-14T13:08:54Z",
              "expires_at": "2022-09-14T13:08:54Z",
              "closed_at": "2021-09-14T13:09:45Z",
              "status": "closed",
              "is_test": false,
              "is_expired": false,
              "amount": "100",
              "currency": "SAR",
              "order": {
                "reference_id": "string"
              },
              "captures": [
                {
                  "id": "string",
                  "amount": "100",
                  "created_at": "2021-09-14T13:09:45Z",
                  "reference_id": "string"
                }
              ],
              "refunds": [
                {
                  "id": "string",
                  "amount": "100",
                  "created_at": "2021-09-14T14:14:02Z",
                  "reference_id": "string",
                  "reason": "string"
                }
              ],
              "meta": {
                "order_id": null,
                "customer": null
              },
              "token": "string"
            }
            """;

    /** Tabby, "Dispute webhooks", "Payload". */
    static final String DOCUMENTED_DISPUTE =
            """
            {
              "status": "pending",
              "dispute_id": "string",
              "payment_id": "string",
              "amount": "100.00",
              "currency": "SAR",
              "created_at": "2026-06-15T13:08:54Z"
            }
            """;

    /** A payment with the required fields only. */
    static final String PAYMENT =
            """
            {"id":"pay_1","status":"authorized","amount":"100.00","currency":"AED"}\
            """;

    private Samples() {}

    /** {@link #PAYMENT} with one field added or replaced, given as {@code "name":value}. */
    static byte[] paymentWith(String field) {
        var name = field.substring(0, field.indexOf(':'));
        var without = PAYMENT.replaceAll(name + ":\"[^\"]*\",?", "").replace(",}", "}");
        return bytes(without.substring(0, without.length() - 1) + "," + field + "}");
    }

    static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
