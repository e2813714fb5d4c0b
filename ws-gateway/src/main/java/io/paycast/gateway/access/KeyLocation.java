package io.paycast.gateway.access;

import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jose.util.ResourceRetriever;
import io.paycast.settings.InvalidSettingException;
import java.io.IOException;
import java.net.MalformedURLException;
import java.net.URI;
import java.net.URL;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/** Where the issuer's JWK set is. {@link #fetch} blocks. */
@FunctionalInterface
interface KeyLocation {

    String JWT = "spring.security.oauth2.resourceserver.jwt.";
    String JWK_SET_URI = JWT + "jwk-set-uri";
    String ISSUER_URI = JWT + "issuer-uri";
    int TIMEOUT_MILLIS = 2_000;
    int MAX_BYTES = 256 * 1024;

    /**
     * Fetches the JWK set.
     *
     * @throws IOException if the issuer does not respond with one
     */
    KeySet fetch() throws IOException;

    /**
     * The JWK set at an address, or at the one that the issuer's discovery document names (OpenID
     * Connect Discovery 1.0, sections 4.2 and 4.3).
     *
     * @throws InvalidSettingException if neither is set, or one is not a URL
     */
    static KeyLocation of(@Nullable String jwkSetUri, @Nullable String issuerUri) {
        var http = new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES);
        if (jwkSetUri != null) {
            var address = url(JWK_SET_URI, jwkSetUri);
            return () -> KeySet.parse(http.retrieveResource(address).getContent());
        }
        if (issuerUri == null) {
            throw new InvalidSettingException(
                    JWK_SET_URI
                            + " or "
                            + ISSUER_URI
                            + " must be set, so that the gateway can verify tokens.");
        }
        var document =
                url(
                        ISSUER_URI,
                        issuerUri.replaceAll("/$", "") + "/.well-known/openid-configuration");
        return () -> KeySet.parse(discovered(http, document, issuerUri));
    }

    private static String discovered(ResourceRetriever http, URL document, String issuer)
            throws IOException {
        try {
            var metadata =
                    JsonMapper.shared().readTree(http.retrieveResource(document).getContent());
            if (!metadata.path("issuer").asString("").equals(issuer)) {
                throw new IOException(
                        "the discovery document's issuer is not " + ISSUER_URI + ", " + issuer);
            }
            var address = URI.create(metadata.path("jwks_uri").asString("")).toURL();
            return http.retrieveResource(address).getContent();
        } catch (JacksonException | IllegalArgumentException e) {
            throw new IOException("the discovery document has no valid jwks_uri", e);
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
