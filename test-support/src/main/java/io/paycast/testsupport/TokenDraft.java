package io.paycast.testsupport;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.crypto.RSASSASigner;
import com.nimbusds.jose.jwk.RSAKey;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Builds one token; a test can change every claim and the header before it signs it, or not. */
public final class TokenDraft {

    private static final Duration LIFETIME = Duration.ofHours(1);

    private final RSAKey key;
    private final JWTClaimsSet.Builder claims;
    private final Map<String, String> rawClaims = new LinkedHashMap<>();
    private @Nullable String keyId;
    private @Nullable JOSEObjectType type = JOSEObjectType.JWT;

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
                        .expirationTime(Date.from(now.plus(LIFETIME)))
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

    /** Makes it a customer token, valid for these orders only. */
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

    /** Sets any claim, also to an invalid type. */
    public TokenDraft claim(String name, @Nullable Object value) {
        claims.claim(name, value);
        return this;
    }

    /** Sets a claim to any JSON, also to null. */
    public TokenDraft rawClaim(String name, String json) {
        rawClaims.put(name, json);
        return claim(name, null);
    }

    public TokenDraft without(String claim) {
        claims.claim(claim, null);
        return this;
    }

    /** Sets the key id in the header, also to one of a key that does not sign. */
    public TokenDraft keyId(@Nullable String keyId) {
        this.keyId = keyId;
        return this;
    }

    /** Sets the header {@code typ}, or leaves it out. */
    public TokenDraft type(@Nullable String type) {
        this.type = type == null ? null : new JOSEObjectType(type);
        return this;
    }

    /** Signs with the issuer's key, RS256. */
    public String signed() {
        return signedBy(key);
    }

    /** Signs with any key, under the issuer's key id. */
    public String signedBy(RSAKey signer) {
        try {
            return sign(JWSAlgorithm.RS256, new RSASSASigner(signer));
        } catch (JOSEException e) {
            throw new IllegalArgumentException("The key cannot sign", e);
        }
    }

    /** Serializes the token without a signature: {@code alg: none}. */
    public String unsigned() {
        return new PlainJWT(claims.build()).serialize();
    }

    /**
     * Signs with HS256 and the public key's PEM text as the secret. This deceives a verifier that
     * lets the header choose the algorithm.
     */
    public String signedWithThePublicKeyAsSecret() {
        try {
            var der =
                    Base64.getMimeEncoder(64, new byte[] {'\n'})
                            .encodeToString(key.toRSAPublicKey().getEncoded());
            var pem = "-----BEGIN PUBLIC KEY-----\n" + der + "\n-----END PUBLIC KEY-----\n";
            return sign(JWSAlgorithm.HS256, new MACSigner(pem.getBytes(US_ASCII)));
        } catch (JOSEException e) {
            throw new IllegalStateException("HS256 accepts every secret of this length", e);
        }
    }

    /** Signs it with any algorithm and key. */
    public String signedWith(JWSAlgorithm algorithm, JWSSigner signer) {
        try {
            return sign(algorithm, signer);
        } catch (JOSEException unusable) {
            throw new IllegalArgumentException("The key cannot sign", unusable);
        }
    }

    private String claimsJson() {
        var json = claims.build().toString();
        var members = json.substring(0, json.length() - 1);
        var raw = new StringBuilder(members);
        rawClaims.forEach(
                (name, value) -> raw.append(",\"").append(name).append("\":").append(value));
        return raw.append('}').toString();
    }

    private String sign(JWSAlgorithm algorithm, JWSSigner signer) throws JOSEException {
        var header = new JWSHeader.Builder(algorithm).type(type).keyID(keyId).build();
        var token = new JWSObject(header, new Payload(claimsJson()));
        token.sign(signer);
        return token.serialize();
    }
}
