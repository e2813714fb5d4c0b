package io.paycast.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paycast.settings.InvalidSettingException;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class HttpSettingsTest {

    private static HttpSettings bind(java.util.Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("paycast.http", HttpSettings.class);
    }

    @Test
    void hasTheDocumentedDefaults() {
        assertThat(bind(java.util.Map.of()))
                .isEqualTo(
                        new HttpSettings(
                                Duration.ofSeconds(10),
                                Duration.ofSeconds(15),
                                Duration.ofSeconds(75),
                                List.of("*")));
    }

    @ParameterizedTest
    @CsvSource({
        "header-timeout, 0s, 5m",
        "header-timeout, 6m, 5m",
        "body-timeout, 0s, 5m",
        "body-timeout, 301s, 5m",
        "idle-timeout, -1s, 1h",
        "idle-timeout, 2h, 1h",
    })
    void refusesInvalidValues(String name, String value, String max) {
        assertThatThrownBy(() -> bind(java.util.Map.of("paycast.http." + name, value)))
                .rootCause()
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("paycast.http.%s must be 1ms to %s, but is ", name, max);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://pay.example", "pay.example:443", "*pay.example", "a b", ""})
    void refusesHostsThatNoRequestNames(String host) {
        assertThatThrownBy(() ->
                        bind(
                                java.util.Map.of(
                                        "paycast.http.allowed-hosts", "localhost," + host + ",a")))
                .rootCause()
                .isInstanceOf(InvalidSettingException.class)
                .hasMessage(
                        "paycast.http.allowed-hosts is invalid: \"%s\" is not a host such as"
                                + " pay.example or *.shop.example; it must have no scheme and no"
                                + " port.",
                        host);
    }
}
