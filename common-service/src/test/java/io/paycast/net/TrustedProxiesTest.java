package io.paycast.net;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrustedProxiesTest {

    private static final InetAddress PROXY = ip("10.0.0.1");

    private final TrustedProxies proxies = new TrustedProxies(List.of("10.0.0.0/8", "::1"));

    @ParameterizedTest
    @ValueSource(strings = {"X-Forwarded-For: 198.51.100.1", "Forwarded: for=198.51.100.1"})
    void ignoresTheHeadersOfAnUntrustedPeer(String header) {
        assertThat(client(ip("203.0.113.7"), header)).isEqualTo(known("203.0.113.7"));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "198.51.100.1, 198.51.100.1",
                "198.51.100.1:51008, 198.51.100.1",
                "2001:db8::7, 2001:db8::7",
                "[2001:db8::7], 2001:db8::7",
                "[2001:db8::7]:443, 2001:db8::7",
                "fe80::7%eth0, fe80::7",
                "::ffff:198.51.100.1, 198.51.100.1",
                "[::ffff:198.51.100.1]:443, 198.51.100.1",
                "'\"198.51.100.1\"', 198.51.100.1",
                "'\"[2001:db8::7]:443\"', 2001:db8::7",
                "'198.51.100.1, 10.1.2.3:8443', 198.51.100.1",
                "'198.51.100.1,', 198.51.100.1",
                "'198.51.100.1, ,', 198.51.100.1",
                "',198.51.100.1', 198.51.100.1",
                "'\t198.51.100.1 ', 198.51.100.1",
                "'198.51.100.1, 10.1.1.1', 198.51.100.1",
                "'10.2.2.2, 10.1.1.1', 10.2.2.2",
                "'6.6.6.6, 198.51.100.1', 198.51.100.1",
                "'nonsense, 198.51.100.1', 198.51.100.1",
                "'\"6.6.6.6, 198.51.100.1', 198.51.100.1",
                "'unknown, 198.51.100.1:80, 10.1.1.1', 198.51.100.1",
            })
    void returnsTheNearestUntrustedHopOfXForwardedFor(String value, String client) {
        assertThat(client(PROXY, "X-Forwarded-For: " + value)).isEqualTo(known(client));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            value = {
                "for=198.51.100.1, 198.51.100.1",
                "For=\"198.51.100.1:51008\", 198.51.100.1",
                "for=198.51.100.1:51008, 198.51.100.1",
                "for=\"[2001:db8::7]:443\", 2001:db8::7",
                "for=\"[2001:db8::7]:_gazonk\", 2001:db8::7",
                "for=[2001:db8::7], 2001:db8::7",
                "for=198.51.100.1;proto=https;by=10.0.0.1;host=\"a.example\", 198.51.100.1",
                "proto=https ; for=198.51.100.1, 198.51.100.1",
                "'for=6.6.6.6, for=198.51.100.1', 198.51.100.1",
                "'for=198.51.100.1, for=10.1.2.3', 198.51.100.1",
                "'for=198.51.100.1, for=\"10.1.2.3:8443\",', 198.51.100.1",
                "'for=unknown, for=198.51.100.1', 198.51.100.1",
                "'for=_hidden;ext=\"a, for=6.6.6.6\", for=198.51.100.1', 198.51.100.1",
                "for=\"198.51.\\100.1\", 198.51.100.1",
            })
    void returnsTheNearestUntrustedHopOfForwarded(String value, String client) {
        assertThat(client(PROXY, "Forwarded: " + value)).isEqualTo(known(client));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "X-Forwarded-For: nonsense",
                "X-Forwarded-For: localhost",
                "X-Forwarded-For: unknown",
                "X-Forwarded-For: 198.51.100.1, nonsense",
                "X-Forwarded-For: 6.6.6.6, nonsense, 10.1.1.1",
                "X-Forwarded-For: 1234",
                "X-Forwarded-For: 1.2.3",
                "X-Forwarded-For: 1.2.3.256",
                "X-Forwarded-For: 1.2.3.4:",
                "X-Forwarded-For: 1.2.3.4:port",
                "X-Forwarded-For: 1.2.3.4 5.6.7.8",
                "X-Forwarded-For: 2001:db8::7::1",
                "X-Forwarded-For: [2001:db8::7",
                "X-Forwarded-For: [1.2.3.4]:443",
                "X-Forwarded-For: \"",
                "Forwarded: for=unknown",
                "Forwarded: for=_hidden",
                "Forwarded: proto=https",
                "Forwarded: for=6.6.6.6, proto=https",
                "Forwarded: for",
                "Forwarded: for=6.6.6.6;for=198.51.100.1",
                "Forwarded: for=\"198.51.100.1",
                "Forwarded: for=6.6.6.6;host=\", for=198.51.100.1",
                "Forwarded: for=6.6.6.6;host=\", for=\"[2001:db8::7]\"",
                "Forwarded: for=6.6.6.6;host=\"\\",
                "Forwarded: 198.51.100.1",
            })
    void doesNotTakeTheProxyForTheClientIfTheNearestHopIsInvalid(String header) {
        assertThat(client(PROXY, header)).isInstanceOf(ClientAddress.Unknown.class);
    }

    @Test
    void returnsTheProxyIfBothHeadersAreMissing() {
        assertThat(client(PROXY)).isEqualTo(known("10.0.0.1"));
    }

    @Test
    void readsSeveralHeaderLinesAsOneList() {
        assertThat(
                        client(
                                PROXY,
                                "X-Forwarded-For: 6.6.6.6",
                                "X-Forwarded-For: 198.51.100.1",
                                "X-Forwarded-For: 10.1.1.1"))
                .isEqualTo(known("198.51.100.1"));
        assertThat(client(PROXY, "Forwarded: for=198.51.100.1", "Forwarded: for=10.1.1.1"))
                .isEqualTo(known("198.51.100.1"));
    }

    @Test
    void refusesTwoHeadersThatNameDifferentClients() {
        assertThat(client(PROXY, "X-Forwarded-For: 6.6.6.6", "Forwarded: for=198.51.100.1"))
                .isEqualTo(
                        new ClientAddress.Unknown(
                                "X-Forwarded-For and Forwarded must not name different clients."));
        assertThat(client(PROXY, "X-Forwarded-For: 198.51.100.1", "Forwarded: for=198.51.100.1"))
                .isEqualTo(known("198.51.100.1"));
    }

    private ClientAddress client(InetAddress peer, String... headers) {
        return proxies.clientOf(
                peer,
                name ->
                        List.of(headers).stream()
                                .map(line -> line.split(": ", 2))
                                .map(parts -> Map.entry(parts[0], parts[1]))
                                .filter(header -> header.getKey().equals(name))
                                .map(Map.Entry::getValue)
                                .toList());
    }

    private static ClientAddress known(String literal) {
        return new ClientAddress.Known(ip(literal));
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
