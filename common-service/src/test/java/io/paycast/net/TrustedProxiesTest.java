package io.paycast.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

    private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", "::1"));

    @Test
    void anUntrustedPeerCannotChooseItsAddress() {
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
    void behindATrustedProxyTheNearestUntrustedHopIsTheClient(String forwardedFor, String client) {
        assertThat(proxies.clientOf(ip("10.0.0.1"), forwardedFor)).isEqualTo(ip(client));
    }

    @Test
    void withoutTheHeaderTheProxyItselfIsTheClient() {
        assertThat(proxies.clientOf(ip("10.0.0.1"), null)).isEqualTo(ip("10.0.0.1"));
    }

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.1.2, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "192.0.2.128/25, 192.0.2.127, false",
        "192.0.2.128/25, 192.0.2.200, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "0.0.0.0/0, 2001:db8::1, false",
        "2001:db8::/33, 2001:db8:7fff::1, true",
        "2001:db8::/33, 2001:db8:8000::1, false",
        "203.0.113.9, ::ffff:203.0.113.9, true",
    })
    void aBlockHoldsWhatItsPrefixSays(String block, String address, boolean held) {
        assertThat(AddressBlock.parse(block).contains(ip(address))).isEqualTo(held);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "", "::/129"})
    void whatIsNoBlockIsRefusedWithoutALookUp(String text) {
        assertThatThrownBy(() -> AddressBlock.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
