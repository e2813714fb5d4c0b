package io.paycast.net;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.Fuzzer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.junit.jupiter.api.Test;

/** Feeds mutated headers of proxies: lines such as {@code X-Forwarded-For: 203.0.113.7}. */
class ForwardedFuzzTest {

    private static final InetAddress PROXY = InetAddress.ofLiteral("10.0.0.1");
    private static final InetAddress STRANGER = InetAddress.ofLiteral("198.51.100.9");
    private static final InetAddress CHOSEN = InetAddress.ofLiteral("192.0.2.66");

    private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", "fc00::/7"));

    @Test
    void letsNoClientChooseItsAddress() {
        Fuzzer.of(ForwardedFuzzTest.class, "forwarded")
                .withWords(
                        "X-Forwarded-For: ",
                        "Forwarded: ",
                        "for=",
                        "\"[2001:db8::7]:443\"",
                        "10.1.2.3",
                        "unknown",
                        "::ffff:10.0.0.1",
                        "%eth0",
                        ",",
                        "\\\"",
                        "\n")
                .withInputsOf(16 * 1024)
                .allocatingAtMost(100_000, 2_000)
                .run(this::check);
    }

    private Object check(byte[] input) {
        var lines = new String(input, ISO_8859_1).lines().toList();
        var headers = headers(lines);
        assertThat(proxies.clientOf(STRANGER, headers))
                .isEqualTo(new ClientAddress.Known(STRANGER));
        // It reads the same headers, and also must accept anything.
        OwnOrigin.of(proxies, PROXY, headers).is("https://pay.shop.example");
        return switch (proxies.clientOf(PROXY, headers)) {
            case ClientAddress.Unknown(var reason) -> {
                assertThat(reason).matches("[A-Z][A-Za-z0-9',. -]+\\.");
                yield reason;
            }
            case ClientAddress.Known(var address) -> {
                if (proxies.contains(address)) {
                    yield "proxy";
                }
                // What stands further away does not count, because the client may have written it.
                var longer = new ArrayList<>(lines);
                var name =
                        headers.apply("Forwarded").isEmpty()
                                ? "X-Forwarded-For: "
                                : "Forwarded: for=";
                longer.addFirst(name + CHOSEN.getHostAddress());
                if (headers.apply("X-Forwarded-For").isEmpty()
                        || headers.apply("Forwarded").isEmpty()) {
                    assertThat(proxies.clientOf(PROXY, headers(longer)))
                            .isEqualTo(new ClientAddress.Known(address));
                }
                yield address.getClass();
            }
        };
    }

    private static Function<String, List<String>> headers(List<String> lines) {
        return name ->
                lines.stream()
                        .filter(line -> line.startsWith(name + ":"))
                        .map(line -> line.substring(name.length() + 1).strip())
                        .toList();
    }
}
