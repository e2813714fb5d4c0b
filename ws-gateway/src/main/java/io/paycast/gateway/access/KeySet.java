package io.paycast.gateway.access;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSVerifier;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.crypto.RSASSAVerifier;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.KeyOperation;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.io.IOException;
import java.text.ParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/**
 * The usable keys of a JWK set (RFC 7517). A key that this gateway cannot use is left out: an
 * unknown type or curve, a missing member, another purpose, fewer than 2048 RSA bits. Immutable.
 *
 * @param ignored the number of keys that were left out
 */
record KeySet(List<Key> keys, int ignored) {

    /** The accepted algorithms. None of them lets a public key act as a shared secret. */
    static final Set<JWSAlgorithm> ALGORITHMS =
            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256, JWSAlgorithm.ES256);

    static final KeySet EMPTY = new KeySet(List.of(), 0);

    /** Bounds the signatures that one token without a key id costs. */
    private static final int MAX_KEYS = 64;

    private static final int MIN_RSA_BITS = 2048;

    /**
     * A public key.
     *
     * @param id the {@code kid}, if it has one
     * @param algorithms the accepted algorithms that it can verify
     */
    record Key(@Nullable String id, Set<JWSAlgorithm> algorithms, JWSVerifier verifier) {}

    KeySet {
        keys = List.copyOf(keys);
    }

    /**
     * Parses a JWK set.
     *
     * @throws IOException if the document is not a JWK set
     */
    static KeySet parse(String json) throws IOException {
        JsonNode listed;
        try {
            listed = JsonMapper.shared().readTree(json).path("keys");
        } catch (JacksonException e) {
            throw new IOException("the JWK set is not JSON", e);
        }
        if (!listed.isArray()) {
            throw new IOException("the JWK set has no array \"keys\"");
        }
        var keys = new ArrayList<Key>();
        int ignored = 0;
        for (var node : listed) {
            var key = keys.size() < MAX_KEYS ? key(node) : Optional.<Key>empty();
            key.ifPresent(keys::add);
            ignored += key.isEmpty() ? 1 : 0;
        }
        return new KeySet(keys, ignored);
    }

    /** The keys that may have signed a token with this header, whatever their algorithm. */
    List<Key> named(JWSHeader header) {
        var id = header.getKeyID();
        return id == null
                ? keys
                : keys.stream().filter(key -> Objects.equals(key.id(), id)).toList();
    }

    private static Optional<Key> key(JsonNode node) {
        try {
            var jwk = JWK.parse(node.toString());
            return isForSignatures(jwk) ? key(jwk) : Optional.empty();
        } catch (ParseException | JOSEException | RuntimeException | LinkageError e) {
            // one unusable key, or one that needs an optional library, must not cost the others
            return Optional.empty();
        }
    }

    private static Optional<Key> key(JWK jwk) throws JOSEException {
        return switch (jwk) {
            case RSAKey rsa when rsa.size() >= MIN_RSA_BITS ->
                    key(
                            jwk,
                            Set.of(JWSAlgorithm.RS256, JWSAlgorithm.PS256),
                            new RSASSAVerifier(rsa));
            case ECKey ec when Curve.P_256.equals(ec.getCurve()) ->
                    key(jwk, Set.of(JWSAlgorithm.ES256), new ECDSAVerifier(ec));
            default -> Optional.empty();
        };
    }

    private static Optional<Key> key(JWK jwk, Set<JWSAlgorithm> algorithms, JWSVerifier verifier) {
        if (jwk.getAlgorithm() == null) {
            return Optional.of(new Key(jwk.getKeyID(), algorithms, verifier));
        }
        return algorithms.stream()
                .filter(algorithm -> algorithm.equals(jwk.getAlgorithm()))
                .findAny()
                .map(algorithm -> new Key(jwk.getKeyID(), Set.of(algorithm), verifier));
    }

    private static boolean isForSignatures(JWK jwk) {
        boolean use = jwk.getKeyUse() == null || jwk.getKeyUse().equals(KeyUse.SIGNATURE);
        var operations = jwk.getKeyOperations();
        return use && (operations == null || operations.contains(KeyOperation.VERIFY));
    }
}
