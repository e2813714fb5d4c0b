package io.paycast.auth.tokens;

import static java.nio.charset.StandardCharsets.US_ASCII;

import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * A refresh token of 256 random bits. The database stores only its SHA-256.
 *
 * <p>Its successor is its HMAC-SHA256 under a salt of 256 random bits, which the database stores.
 * Neither the token nor the database alone reveals the successor. Together they always give the
 * same successor, so a client can repeat a refresh whose response was lost.
 */
final class RefreshToken {

    private static final int BYTES = 32;
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final Pattern FORM = Pattern.compile("[A-Za-z0-9_-]{43}");

    private final String text;

    private RefreshToken(byte[] bytes) {
        this(Base64.getUrlEncoder().withoutPadding().encodeToString(bytes));
    }

    private RefreshToken(String text) {
        this.text = text;
    }

    static RefreshToken random() {
        return new RefreshToken(randomBytes());
    }

    /** Parses a refresh token; empty if its format is invalid. */
    static Optional<RefreshToken> of(@Nullable String presented) {
        return presented != null && FORM.matcher(presented).matches()
                ? Optional.of(new RefreshToken(presented))
                : Optional.empty();
    }

    static byte[] randomBytes() {
        var bytes = new byte[BYTES];
        RANDOM.nextBytes(bytes);
        return bytes;
    }

    byte[] hash() {
        try {
            return MessageDigest.getInstance("SHA-256").digest(text.getBytes(US_ASCII));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }

    RefreshToken successor(byte[] salt) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(salt, "HmacSHA256"));
            return new RefreshToken(mac.doFinal(text.getBytes(US_ASCII)));
        } catch (GeneralSecurityException e) {
            throw new AssertionError("every Java platform has HMAC-SHA256", e);
        }
    }

    /** Returns the text that the client receives. */
    String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "RefreshToken[hidden]";
    }
}
