package io.paycast.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.Base64;
import java.util.Comparator;
import java.util.List;

/**
 * Gives a webhook the id that Tabby does not: a hash of the fields that mean something, so that a
 * repeat has the id of the first delivery whichever ingest received it.
 *
 * <p>Each field is written behind its length, so that no two different contents read alike.
 */
public final class EventId {

    private static final int BYTES = 16;

    private EventId() {}

    /** 22 URL-safe characters: 128 bits of SHA-256. */
    static String of(String merchantCode, PaymentSnapshot payment) {
        var digest = sha256();
        put(digest, merchantCode);
        put(digest, payment.paymentId());
        put(digest, payment.status().wireName());
        put(digest, payment.expired() ? "expired" : "");
        put(digest, payment.closedAt() == null ? "" : "closed");
        put(digest, payment.orderReference() == null ? "" : payment.orderReference());
        put(digest, payment.captures());
        put(digest, payment.refunds());
        return text(digest);
    }

    /** The id of whatever else these fields, in this order, tell from all others. */
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
