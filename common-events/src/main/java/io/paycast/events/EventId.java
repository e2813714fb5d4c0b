package io.paycast.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * Computes event ids, because Tabby's webhooks have none. An id is a hash of everything that a
 * client can be shown. A repeated delivery has the same id, whichever ingest instance receives it.
 * Two events that show different things never share an id.
 *
 * <p>The hash covers each field's length before the field, so that two different lists of fields
 * never give the same input.
 */
public final class EventId {

    private static final int BYTES = 16;

    private EventId() {}

    /** Returns a payment's event id: 128 bits of SHA-256 in 22 URL-safe characters. */
    static String of(String merchantCode, PaymentEvent.Source source, PaymentSnapshot payment) {
        var digest = sha256();
        put(digest, merchantCode);
        put(digest, source.name());
        put(digest, payment.paymentId());
        put(digest, payment.status().wireName());
        put(digest, payment.amount().toPlainString());
        put(digest, payment.currency().name());
        put(digest, payment.test() ? "test" : "live");
        put(digest, payment.orderReference() == null ? "without order" : "order");
        put(digest, payment.orderReference() == null ? "" : payment.orderReference());
        put(digest, payment.captures());
        put(digest, payment.refunds());
        return text(digest);
    }

    /** Returns the id of an event that these fields, in this order, identify. */
    public static String ofFields(String... fields) {
        var digest = sha256();
        for (var field : fields) {
            put(digest, field);
        }
        return text(digest);
    }

    private static String text(MessageDigest digest) {
        var id = Arrays.copyOf(digest.digest(), BYTES);
        return Base64.getUrlEncoder().withoutPadding().encodeToString(id);
    }

    private static void put(MessageDigest digest, List<MoneyMovement> movements) {
        put(digest, Integer.toString(movements.size()));
        movements.stream()
                .sorted(
                        Comparator.comparing(MoneyMovement::id)
                                .thenComparing(MoneyMovement::amount))
                .forEach(movement -> {
                    put(digest, movement.id());
                    put(digest, movement.amount().toPlainString());
                });
    }

    private static void put(MessageDigest digest, String field) {
        byte[] bytes = field.getBytes(UTF_8);
        digest.update((byte) (bytes.length >>> 24));
        digest.update((byte) (bytes.length >>> 16));
        digest.update((byte) (bytes.length >>> 8));
        digest.update((byte) bytes.length);
        digest.update(bytes);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
