package io.paycast.auth;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The setting {@code paycast.local}.
 *
 * @param local whether this is a developer's machine, the only place for users with known passwords
 */
@ConfigurationProperties("paycast")
record ModeSettings(@DefaultValue("false") boolean local) {}
