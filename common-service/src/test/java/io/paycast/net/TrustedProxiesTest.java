package io.paycast.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TrustedProxiesTest {

    private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", "::1"));

    @Test
    void ignoresTheHeaderOfAnUntrustedPeer() {
        assertThat(proxies.clientOf(ip("203.0.113.7"), "198.51.100.1"))
                .isEqualTo(ip("203.0.113.7"));
    }

    @ParameterizedTest
    @CsvSource({
        "198.51.100.1, 198.51.100.1",
        "'6.6.6.6, 198.51.100.1', 198.51.100.1",
        "'198.51.100.1, 10.1.1.1', 198.51.100.1",
        "'10.2.2.2, 10.1.1.1', 10.2.2.2",
        "'198.51.100.1, nonsense', 10.0.0.1",
        "'198.51.100.1,', 10.0.0.1",
    })
    void returnsTheNearestUntrustedHop(String forwardedFor, String client) {
        assertThat(proxies.clientOf(ip("10.0.0.1"), forwardedFor)).isEqualTo(ip(client));
    }

    @Test
    void returnsTheProxyIfTheHeaderIsMissing() {
        assertThat(proxies.clientOf(ip("10.0.0.1"), null)).isEqualTo(ip("10.0.0.1"));
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
