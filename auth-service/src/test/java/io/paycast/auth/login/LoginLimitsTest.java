package io.paycast.auth.login;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.auth.TestClock;
import io.paycast.auth.users.Username;
import java.net.InetAddress;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

class LoginLimitsTest {

    private final TestClock clock = new TestClock();
    private final LoginLimits limits =
            new LoginLimits(new LoginLimits.PerMinute(10, 30, 50), clock);

    @Test
    void admitsTenAttemptsInAnyMinute() {
        assertThat(admitted("198.51.100.1", "ada", 1)).isEqualTo(1);
        clock.advance(Duration.ofSeconds(59));
        assertThat(admitted("198.51.100.1", "ada", 20)).isEqualTo(9);
        clock.advance(Duration.ofSeconds(1));
        assertThat(admitted("198.51.100.1", "ada", 20)).isEqualTo(1);
        clock.advance(Duration.ofSeconds(58));
        assertThat(admitted("198.51.100.1", "ada", 20)).isZero();
    }

    @Test
    void neverAdmitsMoreThanTenInAMinuteOfRandomAttempts() {
        long seed = System.nanoTime();
        var random = new Random(seed);
        var lastMinute = new ArrayDeque<Long>();
        for (int i = 0; i < 20_000; i++) {
            clock.advance(Duration.ofMillis(random.nextInt(4_000)));
            long now = clock.millis();
            lastMinute.removeIf(at -> at + 60_000 <= now);
            boolean admitted = admitted("198.51.100.1", "ada", 1) == 1;
            assertThat(admitted)
                    .as("attempt %d, seed %d", i, seed)
                    .isEqualTo(lastMinute.size() < 10);
            if (admitted) {
                lastMinute.add(now);
            }
        }
    }

    @Test
    void limitsOneClientAcrossAllUsernames() {
        int admitted = 0;
        for (int i = 0; i < 100; i++) {
            admitted += admitted("198.51.100.1", "user" + i, 1);
        }
        assertThat(admitted).isEqualTo(30);
        assertThat(admitted("198.51.100.2", "user1", 1)).isEqualTo(1);
    }

    @Test
    void countsAnIpv6NetworkAsOneClient() {
        for (int i = 1; i <= 10; i++) {
            assertThat(admitted("2001:db8:0:1::" + i, "ada", 1)).isEqualTo(1);
        }
        assertThat(admitted("2001:db8:0:1:ffff::1", "ada", 1)).isZero();
        assertThat(admitted("2001:db8:0:2::1", "ada", 1)).isEqualTo(1);
    }

    @Test
    void limitsOneUsernameAcrossAllClients() {
        int admitted = 0;
        for (int i = 1; i <= 100; i++) {
            admitted += admitted("198.51.100." + i, "ada", 1);
        }

        assertThat(admitted).isEqualTo(50);
        assertThat(admitted("198.51.100.1", "grace", 1)).isEqualTo(1);
        clock.advance(Duration.ofMinutes(1));
        assertThat(admitted("198.51.100.101", "ada", 1)).isEqualTo(1);
    }

    @Test
    void letsAUserLogInFromAKnownClientWhileStrangersTryTheUsername() {
        admitted("203.0.113.7", "ada", 1);
        limits.succeeded(InetAddress.ofLiteral("203.0.113.7"), username("ada"));
        for (int i = 1; i <= 100; i++) {
            admitted("198.51.100." + i, "ada", 1);
        }

        assertThat(admitted("203.0.113.8", "ada", 1)).isZero();
        assertThat(admitted("203.0.113.7", "ada", 1)).isEqualTo(1);
    }

    @Test
    void limitsAKnownClientToo() {
        limits.succeeded(InetAddress.ofLiteral("203.0.113.7"), username("ada"));

        assertThat(admitted("203.0.113.7", "ada", 20)).isEqualTo(10);
    }

    @Test
    void doesNotCountInvalidUsernamesOfSeveralClientsTogether() {
        for (int i = 1; i <= 100; i++) {
            assertThat(admitted("198.51.100." + i, "no name", 1)).isEqualTo(1);
        }
    }

    @Test
    void countsAllInvalidUsernamesTogether() {
        int admitted = 0;
        for (int i = 0; i < 20; i++) {
            admitted += admitted("198.51.100.1", "no name " + i, 1);
        }
        assertThat(admitted).isEqualTo(10);
    }

    @Test
    void keepsNobodyWaitingWhenTheClockIsSetBack() {
        admitted("198.51.100.1", "ada", 10);
        assertThat(wait("198.51.100.1", "ada")).contains(Duration.ofMinutes(1));

        clock.advance(Duration.ofSeconds(-30));

        assertThat(wait("198.51.100.1", "ada")).isEmpty();
    }

    private int admitted(String address, String name, int attempts) {
        int admitted = 0;
        for (int i = 0; i < attempts; i++) {
            admitted += wait(address, name).isEmpty() ? 1 : 0;
        }
        return admitted;
    }

    private Optional<Duration> wait(String address, String name) {
        return limits.tryAcquire(InetAddress.ofLiteral(address), Username.parse(name));
    }

    private static Username username(String name) {
        return Username.parse(name).orElseThrow();
    }
}
