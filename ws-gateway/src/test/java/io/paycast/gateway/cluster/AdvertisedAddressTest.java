package io.paycast.gateway.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.URI;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The address that a gateway advertises to others. */
class AdvertisedAddressTest {

    private static String of(
            @Nullable String setting, @Nullable String bindAddress, String... brokers) {
        return AdvertisedAddress.of(
                        setting == null ? null : URI.create(setting),
                        bindAddress == null ? null : InetAddress.ofLiteral(bindAddress),
                        List.of(brokers),
                        false,
                        8082)
                .toString();
    }

    @Test
    void prefersTheSetting() {
        assertThat(of("https://g1.shop.example/", "127.0.0.1", "127.0.0.1:9092"))
                .isEqualTo("https://g1.shop.example/");
    }

    @Test
    void usesTheAddressThatTheServerListensOn() {
        assertThat(of(null, "192.0.2.7", "127.0.0.1:9092")).isEqualTo("http://192.0.2.7:8082");
        assertThat(of(null, "2001:db8::7")).isEqualTo("http://[2001:db8:0:0:0:0:0:7]:8082");
    }

    @Test
    void usesTheLocalAddressTowardsTheBroker() {
        assertThat(of(null, null, "not an address:9092", "127.0.0.1:9092"))
                .isEqualTo("http://127.0.0.1:8082");
        assertThat(of(null, "0.0.0.0", "127.0.0.1")).isEqualTo("http://127.0.0.1:8082");
    }
}
