package io.paycast.ingest.gate;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;

/**
 * Finds the merchant whose secret was given. Keeps digests only, and takes as long for a secret
 * that is nearly right as for one that is not right at all.
 */
final class MerchantSecrets {

    private final List<byte[]> digests = new ArrayList<>();
    private final List<String> merchantCodes = new ArrayList<>();

    MerchantSecrets(List<Merchant> merchants) {
        var owners = new HashMap<String, String>();
        var codes = new HashSet<String>();
        for (var merchant : merchants) {
            if (!codes.add(merchant.code())) {
                throw new IllegalArgumentException(
                        "paycast.ingest.merchants names merchant \"%s\" twice; give all its secrets in one entry"
                                .formatted(merchant.code()));
            }
            for (var secret : merchant.secrets()) {
                var owner = owners.putIfAbsent(secret, merchant.code());
                if (owner != null) {
                    throw new IllegalArgumentException(
                            ("paycast.ingest.merchants gives merchants \"%s\" and \"%s\" the same secret;"
                                            + " the secret is what tells them apart, so give each its own")
                                    .formatted(owner, merchant.code()));
                }
                digests.add(digestOf(secret));
                merchantCodes.add(merchant.code());
            }
        }
    }

    /** The merchant's code; every secret is compared, whichever matched. */
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
