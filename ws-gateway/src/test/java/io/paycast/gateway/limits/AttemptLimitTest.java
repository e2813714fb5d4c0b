package io.paycast.gateway.limits;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class AttemptLimitTest {

    private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.7");
    private static final InetAddress OTHER = InetAddress.ofLiteral("192.0.2.8");

    private long now = Long.MAX_VALUE - 1_000; // a monotonic clock may overflow
    private final AttemptLimit limit = new AttemptLimit(60, () -> now);

    private boolean tryAcquire(InetAddress address) {
        return limit.tryAcquire(address).isZero();
    }

    private int burst(InetAddress address) {
        int count = 0;
        while (tryAcquire(address)) {
            count++;
        }
        return count;
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }

    @Test
    void allowsAMinutesAttemptsAtOnceAndThenAsManyAsAMinuteRefills() {
        assertThat(burst(ADDRESS)).isEqualTo(60);
        pass(Duration.ofMillis(999));
        assertThat(limit.tryAcquire(ADDRESS)).isEqualTo(Duration.ofMillis(1));
        pass(Duration.ofMillis(1));
        assertThat(burst(ADDRESS)).isEqualTo(1);
        pass(Duration.ofSeconds(20));
        assertThat(burst(ADDRESS)).isEqualTo(20);
        pass(Duration.ofHours(1));
        assertThat(burst(ADDRESS)).isEqualTo(60);
    }

    @Test
    void countsNoRefusedAttempt() {
        burst(ADDRESS);
        for (int i = 0; i < 1_000; i++) {
            assertThat(tryAcquire(ADDRESS)).isFalse();
        }
        pass(Duration.ofSeconds(1));
        assertThat(tryAcquire(ADDRESS)).isTrue();
    }

    @Test
    void limitsEachAddressAndIpv6NetworkByItself() {
        burst(ADDRESS);
        assertThat(tryAcquire(OTHER)).isTrue();
        burst(InetAddress.ofLiteral("2001:db8:0:7::1"));
        assertThat(tryAcquire(InetAddress.ofLiteral("2001:db8:0:7:ffff::2"))).isFalse();
        assertThat(tryAcquire(InetAddress.ofLiteral("2001:db8:0:8::1"))).isTrue();
    }

    @Test
    void forgetsAddressesThatHaveMadeNoAttemptForAWhileAndKeepsTheOthers() {
        for (int i = 0; i < AttemptLimit.MAX_ADDRESSES - 1; i++) {
            tryAcquire(address(i));
        }
        pass(Duration.ofSeconds(1));
        burst(ADDRESS);
        assertThat(limit.addresses()).isEqualTo(AttemptLimit.MAX_ADDRESSES);
        tryAcquire(OTHER);
        assertThat(limit.addresses()).isEqualTo(2);
        assertThat(tryAcquire(ADDRESS)).isFalse();
    }

    @Test
    void remembersABoundedNumberOfAddressesWhateverTheyDo() {
        for (int i = 0; i < 3 * AttemptLimit.MAX_ADDRESSES; i++) {
            assertThat(tryAcquire(address(i))).isTrue();
            assertThat(limit.addresses()).isLessThanOrEqualTo(AttemptLimit.MAX_ADDRESSES);
        }
    }

    private static InetAddress address(int number) {
        return InetAddress.ofLiteral("10.%d.%d.7".formatted(number / 256, number % 256));
    }
}
