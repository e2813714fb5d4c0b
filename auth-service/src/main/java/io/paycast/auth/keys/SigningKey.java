package io.paycast.auth.keys;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.KeyUse;
import com.nimbusds.jose.jwk.RSAKey;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.RSAPublicKeySpec;
import java.time.Instant;

/**
 * An RSA key pair and the time from which it signs.
 *
 * @param jwk the key pair; its key id is its RFC 7638 thumbprint
 */
public record SigningKey(RSAKey jwk, Instant signsFrom) {

    private static final int BITS = 2048;

    /** Returns the key id, the header {@code kid} of its tokens. */
    public String kid() {
        return jwk.getKeyID();
    }

    static SigningKey generate(Instant signsFrom) {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(BITS);
            var pair = generator.generateKeyPair();
            return of(
                    (RSAPublicKey) pair.getPublic(),
                    (RSAPrivateCrtKey) pair.getPrivate(),
                    signsFrom);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("RSA is unavailable in this Java runtime", e);
        }
    }

    /** Reads what {@link #pkcs8()} wrote, and derives the public key from the private key. */
    static SigningKey of(byte[] pkcs8, Instant signsFrom) {
        try {
            var rsa = KeyFactory.getInstance("RSA");
            var privateKey = (RSAPrivateCrtKey) rsa.generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            var spec =
                    new RSAPublicKeySpec(privateKey.getModulus(), privateKey.getPublicExponent());
            return of((RSAPublicKey) rsa.generatePublic(spec), privateKey, signsFrom);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a signing key in the database is not an RSA key", e);
        }
    }

    byte[] pkcs8() {
        try {
            return jwk.toRSAPrivateKey().getEncoded();
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    private static SigningKey of(
            RSAPublicKey publicKey, RSAPrivateCrtKey privateKey, Instant signsFrom) {
        try {
            var jwk =
                    new RSAKey.Builder(publicKey)
                            .privateKey(privateKey)
                            .keyUse(KeyUse.SIGNATURE)
                            .algorithm(JWSAlgorithm.RS256)
                            .keyIDFromThumbprint()
                            .build();
            return new SigningKey(jwk, signsFrom);
        } catch (JOSEException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String toString() {
        return "SigningKey[kid=" + kid() + ", signsFrom=" + signsFrom + "]";
    }
}
