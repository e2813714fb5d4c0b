package io.paycast.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AddressBlockTest {

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
    void containsTheAddressesOfItsPrefix(String block, String address, boolean contained) {
        assertThat(AddressBlock.parse(block).contains(ip(address))).isEqualTo(contained);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "10.0.0.0/33", "10.0.0.0/-1", "10.0.0.0/x", "", "::/129"})
    void refusesInvalidTextWithoutALookup(String text) {
        assertThatThrownBy(() -> AddressBlock.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("\"" + text + "\"");
    }

    @Test
    void namesTheValidPrefixLengths() {
        assertThatThrownBy(() -> AddressBlock.parse("10.0.0.0/33"))
                .hasMessage("\"10.0.0.0/33\" must have a prefix length of 0 to 32");
    }

    @Test
    void showsAValidBlock() {
        assertThatThrownBy(() -> AddressBlock.parse("proxy"))
                .hasMessage("\"proxy\" is not an IP address or CIDR block such as 10.0.0.0/8");
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
