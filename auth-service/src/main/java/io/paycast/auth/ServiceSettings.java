package io.paycast.auth;

import io.paycast.net.TrustedProxies;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What all services of Paycast are told alike.
 *
 * @param local whether this is a developer's machine: the only place for users with known passwords
 * @param trustedProxies CIDR blocks of the proxies whose {@code X-Forwarded-For} counts
 */
@ConfigurationProperties("paycast")
record ServiceSettings(
        @DefaultValue("false") boolean local, @DefaultValue List<String> trustedProxies) {

    ServiceSettings {
        trustedProxies = List.copyOf(trustedProxies);
        proxies(trustedProxies);
    }

    TrustedProxies proxies() {
        return proxies(trustedProxies);
    }

    private static TrustedProxies proxies(List<String> blocks) {
        try {
            return new TrustedProxies(blocks);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "paycast.trusted-proxies: " + e.getMessage() + ".", e);
        }
    }
}
