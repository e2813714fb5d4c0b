package io.paycast.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AllowedHostsTest {

    private final AllowedHosts hosts = new AllowedHosts(List.of("Pay.example", "*.tunnel.example"));

    @ParameterizedTest
    @ValueSource(
            strings = {
                "pay.example",
                "PAY.example.:7274",
                "a.tunnel.example",
                "a.b.tunnel.example:443",
                "localhost:7274",
                "LocalHost.",
                "shop.localhost",
                "127.0.0.1:7274",
                "192.168.1.7",
                "[::1]",
                "[fd00::1]:7274"
            })
    void acceptsItsOwnNamesAndWhatNobodyCanRedirect(String host) {
        assertThat(hosts.allows(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "evil.example",
                "pay.example.evil.example:7274",
                "evilpay.example",
                "tunnel.example",
                ".tunnel.example",
                "eviltunnel.example",
                "localhost.evil.example",
                "evillocalhost",
                "127.0.0.1.evil.example",
                "1.2.3.4.5",
                "evil",
                "%6cocalhost"
            })
    void refusesEveryOtherName(String host) {
        assertThat(hosts.allows(host)).isFalse();
    }

    @Test
    void acceptsEveryHostIfNoneIsExcluded() {
        assertThat(new AllowedHosts(List.of("a.example", "*")).allows("evil.example")).isTrue();
        assertThat(new AllowedHosts(List.of()).allows("evil.example")).isFalse();
    }
}
