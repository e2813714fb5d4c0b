package io.paycast.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class BansTest {

    private final Bans bans = new Bans(Duration.ofMinutes(1), () -> Instant.EPOCH);

    @Test
    void bansASubjectInTheWholeNetworkOfAnIpv6Client() {
        bans.ban("u", ip("2001:db8:0:7::1"));

        assertThat(bans.remaining("u", ip("2001:db8:0:7:ffff::2"))).hasMinutes(1);
        assertThat(bans.remaining("u", ip("2001:db8:0:8::1"))).isZero();
        assertThat(bans.remaining("other", ip("2001:db8:0:7::1"))).isZero();
        assertThat(bans.count()).isEqualTo(1);
    }

    @Test
    void bansASubjectAtOneIpv4Address() {
        bans.ban("u", ip("203.0.113.7"));

        assertThat(bans.remaining("u", ip("::ffff:203.0.113.7"))).hasMinutes(1);
        assertThat(bans.remaining("u", ip("203.0.113.8"))).isZero();
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
