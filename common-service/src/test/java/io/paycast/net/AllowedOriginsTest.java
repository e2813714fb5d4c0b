package io.paycast.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedOriginsTest {

    @ParameterizedTest
    @CsvSource({
        "https://shop.example, https://shop.example",
        "https://shop.example/, https://shop.example",
        "https://shop.example:443, https://shop.example",
        "http://shop.example:80/, http://shop.example",
        "https://shop.example, https://shop.example:443",
        "HTTPS://Shop.Example, https://shop.example",
        "https://shop.example:8443, https://shop.example:8443",
        "https://*.shop.example, https://www.shop.example",
        "https://*.shop.example, https://a.b.shop.example",
        "http://localhost:*, http://localhost:5173",
        "http://localhost:*, http://localhost",
        "*://shop.example, http://shop.example",
        "http://[::1]:*, http://[::1]:8080",
        "capacitor://localhost, capacitor://localhost",
        "*, https://anyone.example",
        "*, null",
    })
    void allowsAListedOrigin(String pattern, String origin) {
        assertThat(new AllowedOrigins(List.of("https://other.example", pattern)).allows(origin))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "https://shop.example, http://shop.example",
        "https://shop.example, https://shop.example:8443",
        "https://shop.example, https://shop.example.evil.example",
        "https://shop.example, https://evil.example/shop.example",
        "https://*.shop.example, https://shop.example",
        "https://*.shop.example, https://evil.example?.shop.example",
        "https://*.shop.example, https://evil.example:443#.shop.example",
        "https://*.shop.example, https://evil.example\\.shop.example",
        "https://*.shop.example, https://user@www.shop.example",
        "https://shop.example, null",
        "https://shop.example, 'https://shop.example, https://shop.example'",
        "http://localhost:*, http://localhost.evil.example:80",
    })
    void refusesAnyOtherOrigin(String pattern, String origin) {
        assertThat(new AllowedOrigins(List.of(pattern)).allows(origin)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "shop.example",
                "shop.example:443",
                "//shop.example",
                "https://",
                "https://shop.example/path",
                "https://shop.example//",
                "https://shop.example?x",
                "https://user@shop.example",
                "https://shop.example:port",
                "https://shöp.example",
                "https://shop.example https://b.example",
                "null",
                "",
            })
    void refusesAPatternThatCannotMatch(String pattern) {
        assertThatThrownBy(() -> new AllowedOrigins(List.of(pattern)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("\"" + pattern + "\" is not an origin");
    }

    /** It names no host, and comparing it with several wildcards would take very long. */
    @Test
    void refusesAnOriginThatIsLongerThanAnyHostName() {
        var origins = new AllowedOrigins(List.of("https://*.shop.example"));
        assertThat(origins.allows("https://" + "a".repeat(240) + ".shop.example")).isTrue();
        assertThat(origins.allows("https://" + "a".repeat(16_000) + ".shop.example")).isFalse();
    }

    @Test
    void refusesAPortOutOfRange() {
        assertThatThrownBy(() -> new AllowedOrigins(List.of("https://shop.example:65536")))
                .hasMessage("\"https://shop.example:65536\" must have a port of 1 to 65535");
    }

    @Test
    void allowsNoOriginByDefault() {
        var none = new AllowedOrigins(List.of());

        assertThat(none.isEmpty()).isTrue();
        assertThat(none.allows("https://shop.example")).isFalse();
    }
}
