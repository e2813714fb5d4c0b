package io.paycast.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OwnOriginTest {

    private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");
    private static final InetAddress CLIENT = InetAddress.ofLiteral("203.0.113.7");

    private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8"));

    @ParameterizedTest
    @CsvSource({
        "pay.shop.com, https://pay.shop.com, true",
        "pay.shop.com, http://pay.shop.com, true",
        "pay.shop.com:443, https://pay.shop.com, true",
        "pay.shop.com:443, https://pay.shop.com:443, true",
        "pay.shop.com:80, http://pay.shop.com, true",
        "pay.shop.com, https://pay.shop.com:443, true",
        "PAY.shop.com, https://pay.SHOP.com, true",
        "localhost:7274, http://localhost:7274, true",
        "[::1]:7274, http://[::1]:7274, true",
        "pay.shop.com:443, http://pay.shop.com, false",
        "pay.shop.com:8443, https://pay.shop.com, false",
        "pay.shop.com, https://pay.shop.com:8443, false",
        "pay.shop.com, https://shop.com, false",
        "pay.shop.com, capacitor://pay.shop.com, false",
        "pay.shop.com, https://pay.shop.com.evil.example, false",
        "pay.shop.com, null, false",
        "'', https://pay.shop.com, false",
    })
    void comparesTheHostWithTheOrigin(String host, String origin, boolean own) {
        assertThat(own(CLIENT, "Host: " + host).is(origin)).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource({
        "X-Forwarded-Proto: https, https://gateway.internal, true",
        "X-Forwarded-Proto: https, http://gateway.internal, false",
        "X-Forwarded-Proto: wss, https://gateway.internal, true",
        "X-Forwarded-Host: pay.shop.com, https://pay.shop.com, true",
        "X-Forwarded-Host: pay.shop.com, https://gateway.internal, false",
        "X-Forwarded-Host: pay.shop.com:8443, https://pay.shop.com:8443, true",
        "'X-Forwarded-Host: pay.shop.com, edge.internal', https://pay.shop.com, true",
        "X-Forwarded-Port: 8443, https://gateway.internal:8443, true",
        "X-Forwarded-Port: 8443, https://gateway.internal, false",
        "Forwarded: for=1.2.3.4;host=pay.shop.com;proto=https, https://pay.shop.com, true",
        "Forwarded: for=1.2.3.4;host=pay.shop.com;proto=https, http://pay.shop.com, false",
    })
    void readsWhatATrustedProxyForwards(String header, String origin, boolean own) {
        assertThat(own(PROXY, "Host: gateway.internal", header).is(origin)).isEqualTo(own);
    }

    @ParameterizedTest
    @CsvSource({
        "X-Forwarded-Host: evil.example, https://evil.example",
        "X-Forwarded-Port: 8443, https://pay.shop.com:8443",
        "Forwarded: host=evil.example, https://evil.example",
    })
    void ignoresWhatAnyoneElseForwards(String header, String origin) {
        assertThat(own(CLIENT, "Host: pay.shop.com", header).is(origin)).isFalse();
        assertThat(own(CLIENT, "Host: pay.shop.com", header).is("https://pay.shop.com")).isTrue();
    }

    private OwnOrigin own(InetAddress peer, String... lines) {
        return OwnOrigin.of(
                proxies,
                peer,
                name ->
                        Stream.of(lines)
                                .filter(line -> line.startsWith(name + ": "))
                                .map(line -> line.substring(name.length() + 2))
                                .toList());
    }
}
