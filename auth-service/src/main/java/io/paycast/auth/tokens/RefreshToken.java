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
 * A refresh token: 256 random bits, of which the database only ever has the SHA-256.
 *
 * <p>Its successor is HMAC-SHA256 of it under 256 fresh random bits, the salt, which the database
 * keeps. Who has the token only, or the database only, cannot tell the successor; who presents the
 * token again to the server gets the same successor, which lets a refresh whose answer was lost be
 * repeated without a second line of tokens.
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

    /** Reads one that was presented; empty when it cannot be one. */
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

    /** What the client is given. */
    String reveal() {
        return text;
    }

    @Override
    public String toString() {
        return "RefreshToken[hidden]";
    }
}
