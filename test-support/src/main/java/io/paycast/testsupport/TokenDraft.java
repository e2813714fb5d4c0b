package io.paycast.testsupport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.UUID;

/** A token being made: every claim and the header can be changed before it is signed, or not. */
public final class TokenDraft {

    private static final Duration LIFE = Duration.ofHours(1);

    private final RSAKey key;
    private final JWTClaimsSet.Builder claims;
    private String keyId;

    TokenDraft(String issuer, RSAKey key, Instant now) {
        this.key = key;
        this.keyId = key.getKeyID();
        this.claims =
                new JWTClaimsSet.Builder()
                        .issuer(issuer)
                        .subject("demo")
                        .audience("paycast")
                        .issueTime(Date.from(now))
                        .notBeforeTime(Date.from(now))
                        .expirationTime(Date.from(now.plus(LIFE)))
                        .jwtID(UUID.randomUUID().toString())
                        .claim("sid", UUID.randomUUID().toString())
                        .claim("scope", "payments:read");
    }

    public TokenDraft subject(String subject) {
        return claim("sub", subject);
    }

    public TokenDraft scopes(String... scopes) {
        return claim("scope", String.join(" ", scopes));
    }

    /** Makes it a customer's token, good for these orders only. */
    public TokenDraft orders(String... orders) {
        return claim("orders", List.of(orders));
    }

    public TokenDraft issuer(String issuer) {
        return claim("iss", issuer);
    }

    public TokenDraft audience(String... audience) {
        return claim("aud", List.of(audience));
    }

    public TokenDraft notBefore(Instant instant) {
        return claim("nbf", Date.from(instant));
    }

    public TokenDraft expiresAt(Instant instant) {
        return claim("exp", Date.from(instant));
    }

    /** Sets any claim, also to a type that it must not have. */
    public TokenDraft claim(String name, Object value) {
        claims.claim(name, value);
        return this;
    }

    public TokenDraft without(String claim) {
        claims.claim(claim, null);
        return this;
    }

    /** Names a key in the header, which need not be the one that signs. */
    public TokenDraft keyId(String keyId) {
        this.keyId = keyId;
        return this;
    }

    /** The token as the issuer signs: RS256. */
    public String signed() {
        return signedBy(key);
    }

    /** Signed by any key, under the key id of the issuer's. */
    public String signedBy(RSAKey signer) {
        try {
            return sign(JWSAlgorithm.RS256, new RSASSASigner(signer));
        } catch (JOSEException unusable) {
            throw new IllegalArgumentException("The key cannot sign", unusable);
        }
    }

    /** Without any signature: {@code alg: none}. */
    public String unsigned() {
        return new PlainJWT(claims.build()).serialize();
    }

    /**
     * Signed as HS256 with what everybody knows, the public key's PEM text, for a verifier that
     * lets the header choose the algorithm.
     */
    public String signedWithThePublicKeyAsSecret() {
        try {
            var der =
                    Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(key.toRSAPublicKey().getEncoded());
            var pem = "-----BEGIN PUBLIC KEY-----\n" + der + "\n-----END PUBLIC KEY-----\n";
            return sign(JWSAlgorithm.HS256, new MACSigner(pem.getBytes(US_ASCII)));
        } catch (JOSEException impossible) {
            throw new IllegalStateException("HS256 takes every secret of this length", impossible);
        }
    }

    private String sign(JWSAlgorithm algorithm, JWSSigner signer) throws JOSEException {
        var header = new JWSHeader.Builder(algorithm).type(JOSEObjectType.JWT).keyID(keyId).build();
        var token = new SignedJWT(header, claims.build());
        token.sign(signer);
        return token.serialize();
    }
}
