package io.paycast.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.paycast.net.ClientAddress;
import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

class ProxySettingsTest {

    private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");
    private static final String CLIENT = "203.0.113.7";

    @Test
    void trustsNoProxyByDefault() {
        assertThat(client(bind(Map.of()))).isEqualTo(new ClientAddress.Known(PROXY));
    }

    @Test
    void bindsAListOfBlocks() {
        var settings = bind(Map.of("paycast.trusted-proxies", "10.0.0.0/8,::1"));

        assertThat(settings.trustedProxies()).containsExactly("10.0.0.0/8", "::1");
        assertThat(client(settings))
                .isEqualTo(new ClientAddress.Known(InetAddress.ofLiteral(CLIENT)));
    }

    @Test
    void refusesWhatIsNotABlock() {
        assertThatThrownBy(() -> new ProxySettings(List.of("10.0.0.0/8", "localhost")))
                .isInstanceOf(InvalidSettingException.class)
                .hasMessageStartingWith("paycast.trusted-proxies is invalid: \"localhost\"")
                .hasMessageEndingWith("10.0.0.0/8.");
    }

    private static ClientAddress client(ProxySettings settings) {
        return settings.proxies()
                .clientOf(
                        PROXY,
                        name -> name.equals("X-Forwarded-For") ? List.of(CLIENT) : List.of());
    }

    private static ProxySettings bind(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("paycast", ProxySettings.class);
    }
}
