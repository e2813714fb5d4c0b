package io.paycast.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ClientNetworkTest {

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7, true",
        "203.0.113.7, 203.0.113.8, false",
        "203.0.113.7, ::ffff:203.0.113.7, true",
        "2001:db8:0:7::1, 2001:db8:0:7:ffff::9, true",
        "2001:db8:0:7::1, 2001:db8:0:8::1, false",
        "::1, 0.0.0.0, false",
    })
    void isOneIpv4AddressOrTheFirst64BitsOfAnIpv6Address(String left, String right, boolean same) {
        assertThat(network(left).equals(network(right))).isEqualTo(same);
        assertThat(network(left).hashCode() == network(right).hashCode()).isEqualTo(same);
    }

    @ParameterizedTest
    @CsvSource({
        "203.0.113.7, 203.0.113.7",
        "255.0.0.1, 255.0.0.1",
        "2001:db8:0:7:1:2:3:4, 2001:db8:0:7::/64",
        "fe80::1, fe80:0:0:0::/64",
    })
    void printsAsAnAddressOrABlock(String address, String text) {
        assertThat(network(address)).hasToString(text);
    }

    private static ClientNetwork network(String address) {
        return ClientNetwork.of(InetAddress.ofLiteral(address));
    }
}
