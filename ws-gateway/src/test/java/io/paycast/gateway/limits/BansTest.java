package io.paycast.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class BansTest {

    private Instant now = Instant.EPOCH;
    private final Bans bans = new Bans(Duration.ofMinutes(1), () -> now);

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

    /** Closing the others visits every socket of the gateway. */
    @Test
    void closesTheOtherSocketsOnceHoweverManyExceedTheLimit() {
        var runs = new AtomicInteger();
        bans.onBan(runs::incrementAndGet);
        for (int socket = 0; socket < 10_000; socket++) {
            bans.ban("u", ip("203.0.113.7"));
        }
        assertThat(runs).hasValue(1);

        bans.ban("u", ip("203.0.113.8"));
        assertThat(runs).hasValue(2);

        now = now.plus(Duration.ofMinutes(1));
        bans.ban("u", ip("203.0.113.7"));
        assertThat(runs).hasValue(3);
    }

    private static InetAddress ip(String literal) {
        return InetAddress.ofLiteral(literal);
    }
}
