package io.paycast.ingest;

import io.paycast.net.TrustedProxies;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The proxies whose {@code X-Forwarded-For} counts; all services share this setting.
 *
 * @param trustedProxies addresses or CIDR blocks; none means that every peer is a client
 */
@ConfigurationProperties("paycast")
record ProxySettings(@DefaultValue List<String> trustedProxies) {

    ProxySettings {
        try {
            var _ = new TrustedProxies(trustedProxies);
        } catch (IllegalArgumentException e) {
            // Without the cause: Boot prints the root of it, which does not name the setting.
            throw new IllegalArgumentException("paycast.trusted-proxies: " + e.getMessage());
        }
    }

    TrustedProxies proxies() {
        return new TrustedProxies(trustedProxies);
    }
}
