package io.paycast.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestTargetTest {

    private static RequestTarget.Result read(String method, String target, String... hosts) {
        return RequestTarget.read(method, target, true, List.of(hosts));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ' ',
            quoteCharacter = '`',
            value = {
                "/ /",
                "/a?b=c /a?b=c",
                "/a%2Fb /a%2Fb",
                "/a;b /a;b",
                "/a|b /a%7Cb",
                "/[a] /%5Ba%5D",
                "/a?b=[c] /a?b=[c]",
                "/a?b=\"<>\\^{|} /a?b=%22%3C%3E%5C%5E%7B%7C%7D",
                "http://other/a /a",
                "HTTPS://other:443/a?b /a?b",
                "http://other /",
                "http://other?a /?a",
                "http://[::1]:80/a /a",
            })
    void readsAPath(String target, String path) {
        assertThat(read("GET", target, "host"))
                .isInstanceOfSatisfying(
                        RequestTarget.Result.Path.class,
                        read -> assertThat(read.uri()).isEqualTo(path));
    }

    /** A stranger may send it again and again, so it may not cost much more than another one. */
    @Test
    void encodesALongTargetWithoutAFormatterForEachCharacter() {
        var target = "/?" + "<".repeat(16_000);
        read("GET", target, "host");
        long before = allocatedBytes();

        var result = read("GET", target, "host");

        assertThat(allocatedBytes() - before).isLessThan(50L * target.length());
        assertThat(result)
                .isEqualTo(new RequestTarget.Result.Path("/?" + "%3C".repeat(16_000), null));
    }

    private static long allocatedBytes() {
        return ((com.sun.management.ThreadMXBean) ManagementFactory.getThreadMXBean())
                .getCurrentThreadAllocatedBytes();
    }

    @Test
    void takesTheHostOfAnAbsoluteTarget() {
        assertThat(read("GET", "http://other:8080/a", "host"))
                .isEqualTo(new RequestTarget.Result.Path("/a", "other:8080"));
        assertThat(read("GET", "http://other:/a", "host"))
                .isEqualTo(new RequestTarget.Result.Path("/a", "other"));
        assertThat(read("GET", "/a", "host:"))
                .isEqualTo(new RequestTarget.Result.Path("/a", "host"));
        assertThat(read("GET", "/a", "host")).isEqualTo(new RequestTarget.Result.Path("/a", null));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "a",
                "*",
                "host:80",
                "/a#b",
                "/a b",
                "/\u00e9",
                "/\u007f",
                "/%",
                "/%4",
                "/%4g",
                "ws://host/",
                "http:/host/",
                "http://",
                "http:///a",
                "http://a@host/",
                "http://host:x/",
                "http://ho st/",
            })
    void refusesOtherTargets(String target) {
        assertThat(read("GET", target, "host"))
                .isEqualTo(new RequestTarget.Result.Invalid(RequestRefusal.TARGET));
    }

    @Test
    void acceptsAnAsteriskWithOptionsOnly() {
        assertThat(read("OPTIONS", "*", "host")).isEqualTo(new RequestTarget.Result.WholeServer());
        assertThat(read("OPTIONS", "http://host", "host"))
                .isEqualTo(new RequestTarget.Result.WholeServer());
        assertThat(read("CONNECT", "host:443", "host"))
                .isEqualTo(new RequestTarget.Result.Invalid(RequestRefusal.METHOD));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "host",
                "host:",
                "host:0",
                "host:65535",
                "ws_gateway-1.local",
                "127.0.0.1:80",
                "[::1]",
                "[2001:db8::7]:443",
                "[::ffff:127.0.0.1]",
                "caf%C3%A9.example",
            })
    void acceptsAHost(String host) {
        assertThat(RequestTarget.isAuthority(host)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                ":80",
                "a b",
                "a/b",
                "a?b",
                "a@b",
                "a:b",
                "a:1:2",
                "a:65536",
                "a:99999999999999999999",
                "::1",
                "[::1",
                "[]",
                "[::g]",
                "[::1%1]",
                "[::1]a",
                "caf\u00e9",
                "a%",
                "a%4",
                "a%4:80",
            })
    void refusesAnInvalidHost(String host) {
        assertThat(RequestTarget.isAuthority(host)).isFalse();
        assertThat(read("GET", "/", host))
                .isEqualTo(new RequestTarget.Result.Invalid(RequestRefusal.HOST));
    }

    @Test
    void requiresOneHost() {
        var refused = new RequestTarget.Result.Invalid(RequestRefusal.HOST);
        assertThat(read("GET", "/")).isEqualTo(refused);
        assertThat(read("GET", "/", "a", "a")).isEqualTo(refused);
        assertThat(RequestTarget.read("GET", "/", false, List.of()))
                .isEqualTo(new RequestTarget.Result.Path("/", null));
    }
}
