package io.paycast.settings;

import io.paycast.net.TrustedProxies;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The setting {@code paycast.trusted-proxies}, which all services share.
 *
 * @param trustedProxies IP addresses or CIDR blocks of the proxies whose {@code X-Forwarded-*} and
 *     {@code Forwarded} headers count; if empty, every peer is a client
 */
@ConfigurationProperties("paycast")
public record ProxySettings(@DefaultValue List<String> trustedProxies) {

    /**
     * @throws InvalidSettingException if an entry is not an IP address or CIDR block
     */
    public ProxySettings {
        trustedProxies = List.copyOf(trustedProxies);
        try {
            var _ = new TrustedProxies(trustedProxies);
        } catch (IllegalArgumentException e) {
            throw new InvalidSettingException(
                    "paycast.trusted-proxies is invalid: " + e.getMessage() + ".");
        }
    }

    /** The resolver of client addresses that this setting describes. */
    public TrustedProxies proxies() {
        return new TrustedProxies(trustedProxies);
    }
}
