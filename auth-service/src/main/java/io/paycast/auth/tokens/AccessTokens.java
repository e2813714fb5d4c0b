package io.paycast.auth.tokens;

import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.source.ImmutableJWKSet;
import io.paycast.auth.keys.SigningKey;
import io.paycast.auth.keys.SigningKeys;
import io.paycast.auth.users.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.security.oauth2.jose.jws.SignatureAlgorithm;
import org.springframework.security.oauth2.jwt.JwsHeader;
import org.springframework.security.oauth2.jwt.JwtClaimsSet;
import org.springframework.security.oauth2.jwt.JwtEncoderParameters;
import org.springframework.security.oauth2.jwt.NimbusJwtEncoder;

/** Signs the access tokens that the services verify. Thread-safe; methods block. */
public final class AccessTokens {

    /** The claim {@code aud} of every token. */
    public static final String AUDIENCE = "paycast";

    private final SigningKeys keys;
    private final String issuer;
    private final InstantSource clock;

    private volatile Signer latest;

    private record Signer(SigningKey key, NimbusJwtEncoder encoder) {
        static Signer of(SigningKey key) {
            return new Signer(
                    key, new NimbusJwtEncoder(new ImmutableJWKSet<>(new JWKSet(key.jwk()))));
        }
    }

    /**
     * The claims of a token that differ from token to token.
     *
     * @param issuedAt the claim {@code iat}; see {@code Revocations.issueTime}
     * @param orders the only orders that the token grants; empty for all orders
     * @param merchant the only merchant whose payments the token grants; null for all merchants
     * @param test whether a token for orders also grants payments in test mode
     */
    record Claims(
            String subject,
            String sid,
            Set<Scope> scopes,
            List<String> orders,
            @Nullable String merchant,
            boolean test,
            Instant issuedAt,
            Duration lifetime) {}

    public AccessTokens(SigningKeys keys, String issuer, InstantSource clock) {
        this.keys = keys;
        this.issuer = issuer;
        this.clock = clock;
        this.latest = Signer.of(keys.signer());
    }

    String sign(Claims claims) {
        var now = clock.instant().truncatedTo(ChronoUnit.SECONDS);
        var builder =
                JwtClaimsSet.builder()
                        .issuer(issuer)
                        .subject(claims.subject())
                        .audience(List.of(AUDIENCE))
                        .issuedAt(claims.issuedAt())
                        .notBefore(now)
                        .expiresAt(now.plus(claims.lifetime()))
                        .id(UUID.randomUUID().toString())
                        .claim("sid", claims.sid())
                        .claim("scope", Scope.claim(claims.scopes()));
        if (!claims.orders().isEmpty()) {
            builder.claim("orders", claims.orders());
        }
        if (claims.merchant() != null) {
            builder.claim("merchant", claims.merchant());
        }
        if (claims.test()) {
            builder.claim("test", true);
        }
        var signer = signer();
        var header =
                JwsHeader.with(SignatureAlgorithm.RS256)
                        .type("JWT")
                        .keyId(signer.key().kid())
                        .build();
        return signer.encoder()
                .encode(JwtEncoderParameters.from(header, builder.build()))
                .getTokenValue();
    }

    private Signer signer() {
        var key = keys.signer();
        var signer = latest;
        if (!signer.key().equals(key)) {
            signer = Signer.of(key);
            latest = signer;
        }
        return signer;
    }
}
