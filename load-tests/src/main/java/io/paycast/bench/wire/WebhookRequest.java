package io.paycast.bench.wire;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.net.URI;

/** A webhook as a complete HTTP request; only digits differ between two. Not thread-safe. */
public final class WebhookRequest {

    private static final String STAMP = "1000000000000000.00";

    private final byte[] request;
    private final int paymentAt;
    private final int orderAt;
    private final int stampAt;

    private WebhookRequest(RunId run, String head, String body) {
        var text = head + "Content-Length: %d\r\n\r\n".formatted(body.length()) + body;
        request = text.getBytes(US_ASCII);
        paymentAt = text.indexOf(run.payment(0)) + RunId.PAYMENT_AT;
        orderAt = text.indexOf(run.order(0)) + run.order(0).length() - RunId.ORDER_DIGITS;
        stampAt = text.indexOf(STAMP);
    }

    /** A request as Tabby sends it. */
    public static WebhookRequest ofTabby(RunId run, URI to, String secretHeader, String secret) {
        var body =
                """
                {"id":"%s","created_at":"2026-11-23T13:08:54Z","expires_at":"2026-11-23T13:28:54Z",\
                "closed_at":null,"status":"authorized","is_test":false,"is_expired":false,\
                "amount":"150.00","currency":"AED","order":{"reference_id":"%s"},\
                "captures":[{"id":"c","amount":"%s","created_at":"2026-11-23T13:10:54Z",\
                "reference_id":"r"}],"refunds":[],"meta":{"order_id":null,"customer":null},\
                "token":"b2f1"}\
                """
                        .formatted(run.payment(0), run.order(0), STAMP);
        return new WebhookRequest(run, head(to) + secretHeader + ": " + secret + "\r\n", body);
    }

    /** A request whose body is a finished update of this length, for a server that forwards it. */
    public static WebhookRequest ofUpdate(RunId run, URI to, int length) {
        var update =
                """
                {"PaymentId":"%s","Status":"authorized","Amount":150.00,"OrderReferenceId":"%s",\
                "Currency":"AED","CapturedAmount":%s,"Cursor":"%s"}\
                """;
        int shortest = update.formatted(run.payment(0), run.order(0), STAMP, "").length();
        var cursor = "c".repeat(Math.max(0, length - shortest));
        return new WebhookRequest(
                run, head(to), update.formatted(run.payment(0), run.order(0), STAMP, cursor));
    }

    private static String head(URI to) {
        return """
        POST /api/tabby/webhook HTTP/1.1\r
        Host: %s\r
        Content-Type: application/json\r
        """
                .formatted(to.getAuthority());
    }

    /** Writes one webhook into the request and returns it; the array is reused. */
    public byte[] of(long payment, long order, int number, long micros) {
        Stamp.writeDigits(request, paymentAt, RunId.PAYMENT_DIGITS, payment);
        Stamp.writeDigits(request, orderAt, RunId.ORDER_DIGITS, order);
        Stamp.write(request, stampAt, number, micros);
        return request;
    }
}
