package io.paycast.ingest.gate;

import static io.paycast.settings.SettingChecks.require;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Finds the merchant that a secret belongs to. It keeps only digests of the secrets and compares in
 * constant time, so that response times reveal nothing about a secret. Immutable.
 */
final class MerchantSecrets {

    private final List<byte[]> digests = new ArrayList<>();
    private final List<String> merchantCodes = new ArrayList<>();

    MerchantSecrets(List<Merchant> merchants) {
        var owners = new HashMap<String, String>();
        var codes = new HashSet<String>();
        for (var merchant : merchants) {
            require(
                    codes.add(merchant.code()),
                    ("paycast.ingest.merchants must name each merchant once, but names \"%s\" twice."
                                    + " List all its secrets in one entry.")
                            .formatted(merchant.code()));
            for (var secret : merchant.secrets()) {
                var owner = owners.putIfAbsent(secret, merchant.code());
                require(
                        owner == null,
                        ("paycast.ingest.merchants must not share a secret, because the secret identifies"
                                        + " the merchant, but \"%s\" and \"%s\" have the same one.")
                                .formatted(owner, merchant.code()));
                digests.add(digestOf(secret));
                merchantCodes.add(merchant.code());
            }
        }
    }

    /** Returns the code of the merchant; compares every secret, even after a match. */
    Optional<String> merchantOf(String secret) {
        var digest = digestOf(secret);
        String merchantCode = null;
        for (int i = 0; i < digests.size(); i++) {
            if (MessageDigest.isEqual(digests.get(i), digest)) {
                merchantCode = merchantCodes.get(i);
            }
        }
        return Optional.ofNullable(merchantCode);
    }

    private static byte[] digestOf(String secret) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(secret.getBytes(UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new AssertionError("every Java platform has SHA-256", e);
        }
    }
}
