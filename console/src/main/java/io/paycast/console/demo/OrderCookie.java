package io.paycast.console.demo;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.springframework.http.ResponseCookie;
import org.springframework.web.reactive.function.server.ServerRequest;

/**
 * A cookie that proves which browser placed an order. It is a signature of the order, so the shop
 * stores nothing, and the proof outlives a restart. Immutable.
 */
final class OrderCookie {

    private static final String NAME = "paycast-demo";
    private static final String ALGORITHM = "HmacSHA256";
    private static final Duration LIFETIME = Duration.ofDays(1);

    private final SecretKeySpec key;

    OrderCookie(byte[] key) {
        this.key = new SecretKeySpec(key, ALGORITHM);
    }

    /**
     * Returns the cookie of an order, which the browser sends to this order's page only.
     *
     * @param page the path of the order's page
     */
    ResponseCookie of(String order, String page, boolean secure) {
        return ResponseCookie.from(NAME, signature(order))
                .path(page)
                .maxAge(LIFETIME)
                .httpOnly(true)
                .secure(secure)
                .sameSite("Lax") // not Strict: the shopper comes back from Tabby's host
                .build();
    }

    /** Whether the request comes from the browser that placed the order. */
    boolean proves(String order, ServerRequest request) {
        var expected = signature(order).getBytes(US_ASCII);
        return request.cookies().getOrDefault(NAME, List.of()).stream()
                .anyMatch(cookie ->
                        MessageDigest.isEqual(expected, cookie.getValue().getBytes(UTF_8)));
    }

    private String signature(String order) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(key);
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(order.getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has " + ALGORITHM, e);
        }
    }
}
