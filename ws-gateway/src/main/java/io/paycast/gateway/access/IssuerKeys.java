package io.paycast.gateway.access;

import com.nimbusds.jose.jwk.source.JWKSource;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.Resource;
import com.nimbusds.jose.util.ResourceRetriever;
import io.paycast.settings.InvalidSettingException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * The public keys of the token issuer. The first token that needs them triggers the fetch; they are
 * then cached. An unknown key id triggers another fetch, at most twice in {@link
 * #MIN_REFETCH_MILLIS}, so that forged tokens cannot flood the issuer. During an outage of the
 * issuer the cached keys stay valid for {@link #MAX_OUTAGE_MILLIS}.
 */
final class IssuerKeys {

    private static final String JWT = "spring.security.oauth2.resourceserver.jwt.";
    private static final String JWK_SET_URI = JWT + "jwk-set-uri";
    private static final String ISSUER_URI = JWT + "issuer-uri";
    private static final int TIMEOUT_MILLIS = 2_000;
    private static final int MAX_BYTES = 256 * 1024;
    private static final long CACHE_MILLIS = 5 * 60_000;
    private static final long MIN_REFETCH_MILLIS = 10_000;
    private static final long MAX_OUTAGE_MILLIS = 4 * 60 * 60_000;

    private final JWKSource<SecurityContext> source;
    private final AtomicBoolean known;

    private IssuerKeys(JWKSource<SecurityContext> source, AtomicBoolean known) {
        this.source = source;
        this.known = known;
    }

    /** The source that looks up a key. */
    JWKSource<SecurityContext> source() {
        return source;
    }

    /** Whether the keys were fetched at least once. An unknown key id then means a forged token. */
    boolean areKnown() {
        return known.get();
    }

    /**
     * The keys at this address, or at the one in the issuer's discovery document.
     *
     * @throws InvalidSettingException if neither is set, or one is not a URL
     */
    static IssuerKeys of(@Nullable String jwkSetUri, @Nullable String issuerUri) {
        var known = new AtomicBoolean();
        var http =
                new TrackedRetriever(
                        new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES),
                        known);
        JWKSourceBuilder<SecurityContext> source;
        if (jwkSetUri != null) {
            source = JWKSourceBuilder.create(url(JWK_SET_URI, jwkSetUri), http);
        } else if (issuerUri != null) {
            var discovery =
                    url(
                            ISSUER_URI,
                            issuerUri.replaceAll("/$", "") + "/.well-known/openid-configuration");
            source = JWKSourceBuilder.create(discovery, new DiscoveryRetriever(http));
        } else {
            throw new InvalidSettingException(
                    JWK_SET_URI
                            + " or "
                            + ISSUER_URI
                            + " must be set, so that the gateway can verify tokens.");
        }
        var bounded =
                source.cache(CACHE_MILLIS, TIMEOUT_MILLIS * 3L)
                        .refreshAheadCache(false)
                        .rateLimited(MIN_REFETCH_MILLIS)
                        .retrying(true)
                        .outageTolerant(MAX_OUTAGE_MILLIS)
                        .build();
        return new IssuerKeys(bounded, known);
    }

    /** Records that the issuer has responded. */
    private record TrackedRetriever(ResourceRetriever http, AtomicBoolean answered)
            implements ResourceRetriever {

        @Override
        public Resource retrieveResource(URL url) throws IOException {
            var resource = http.retrieveResource(url);
            answered.set(true);
            return resource;
        }
    }

    /** Follows {@code jwks_uri} of OpenID Connect Discovery 1.0, section 4.2. */
    private record DiscoveryRetriever(ResourceRetriever http) implements ResourceRetriever {

        @Override
        public Resource retrieveResource(URL discovery) throws IOException {
            var document = http.retrieveResource(discovery).getContent();
            try {
                var uri = JsonMapper.shared().readTree(document).path("jwks_uri").asString("");
                return http.retrieveResource(URI.create(uri).toURL());
            } catch (JacksonException | IllegalArgumentException e) {
                throw new IOException("the issuer's discovery document names no jwks_uri", e);
            }
        }
    }

    private static URL url(String setting, String text) {
        try {
            return URI.create(text).toURL();
        } catch (MalformedURLException | IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "%s must be a URL such as https://auth.shop.example/, but is \"%s\"."
                            .formatted(setting, text));
        }
    }
}
