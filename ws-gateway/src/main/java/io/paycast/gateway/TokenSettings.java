package io.paycast.gateway;

import io.paycast.settings.SettingChecks;
import java.time.Duration;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The settings {@code paycast.gateway.tokens.*}.
 *
 * @param leeway how far a token's {@code nbf} and {@code iat} may lie in the future, because clocks
 *     differ; {@code exp} has no leeway
 */
@ConfigurationProperties("paycast.gateway.tokens")
record TokenSettings(@DefaultValue("30s") Duration leeway) {

    TokenSettings {
        SettingChecks.requireBetween(
                "paycast.gateway.tokens.leeway", leeway, Duration.ZERO, Duration.ofMinutes(5));
    }
}
