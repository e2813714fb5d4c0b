package io.paycast.http;

import io.paycast.settings.SettingChecks;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * How long a client may keep an HTTP connection without sending a whole request: {@code
 * paycast.http.*}, which all services share.
 *
 * @param headerTimeout the time for the headers of a request, from the start of the connection or
 *     from the first byte of a later request; slower ones get 408
 * @param bodyTimeout the time from a request's headers to the last byte of its body, whether or not
 *     the response was sent; a slower one gets 408, and the connection is closed
 * @param idleTimeout how long a connection may wait between two requests; it is closed without a
 *     response
 */
@ConfigurationProperties("paycast.http")
public record HttpSettings(
        @DefaultValue("10s") Duration headerTimeout,
        @DefaultValue("15s") Duration bodyTimeout,
        @DefaultValue("75s") Duration idleTimeout) {

    private static final Duration MIN = Duration.ofMillis(1);

    public HttpSettings {
        between("header-timeout", headerTimeout, Duration.ofMinutes(5));
        between("body-timeout", bodyTimeout, Duration.ofMinutes(5));
        between("idle-timeout", idleTimeout, Duration.ofHours(1));
    }

    private static void between(String name, Duration value, Duration max) {
        SettingChecks.requireBetween("paycast.http." + name, value, MIN, max);
    }
}
