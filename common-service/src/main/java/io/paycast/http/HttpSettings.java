package io.paycast.http;

import io.paycast.net.AllowedHosts;
import io.paycast.settings.SettingChecks;
import java.time.Duration;
import java.util.List;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a client may keep an HTTP connection without sending a whole request, and by which hosts
 * it may address the server: {@code paycast.http.*}, which all services share.
 *
 * @param headerTimeout the time for the headers of a request, from the start of the connection or
 *     from the first byte of a later request; slower ones get 408
 * @param bodyTimeout the time from a request's headers to the last byte of its body, whether or not
 *     the response was sent; a slower one gets 408, and the connection is closed
 * @param idleTimeout how long a connection may wait between two requests; it is closed without a
 *     response
 * @param allowedHosts the accepted hosts, see {@link AllowedHosts}; a request for another one gets
 *     421
 */
@ConfigurationProperties("paycast.http")
public record HttpSettings(
        @DefaultValue("10s") Duration headerTimeout,
        @DefaultValue("15s") Duration bodyTimeout,
        @DefaultValue("75s") Duration idleTimeout,
        @DefaultValue("*") List<String> allowedHosts) {

    private static final Duration MIN = Duration.ofMillis(1);

    public HttpSettings {
        between("header-timeout", headerTimeout, Duration.ofMinutes(5));
        between("body-timeout", bodyTimeout, Duration.ofMinutes(5));
        between("idle-timeout", idleTimeout, Duration.ofHours(1));
        allowedHosts = List.copyOf(allowedHosts);
        SettingChecks.requireHosts("paycast.http.allowed-hosts", allowedHosts);
    }

    /** The accepted hosts. */
    AllowedHosts hosts() {
        return new AllowedHosts(allowedHosts);
    }

    private static void between(String name, Duration value, Duration max) {
        SettingChecks.requireBetween("paycast.http." + name, value, MIN, max);
    }
}
