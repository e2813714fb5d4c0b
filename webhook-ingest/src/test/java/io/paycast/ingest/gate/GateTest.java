package io.paycast.ingest.gate;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.net.TrustedProxies;
import java.net.InetAddress;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GateTest {

    private static final InetAddress TABBY = InetAddress.ofLiteral("34.166.36.90");
    private static final InetAddress OTHER_ADDRESS = InetAddress.ofLiteral("198.51.100.1");

    private final AtomicLong nanoClock = new AtomicLong();
    private final Gate gate =
            new Gate(
                    new TrustedProxies(List.of()),
                    List.of("34.166.36.90", "2001:db8::/32"),
                    List.of(
                            new Merchant("ae", List.of("the-old-secret", "the-new-secret")),
                            new Merchant("kw", List.of("another-secret"))),
                    new FailureSettings(2, Duration.ofMinutes(1), 3),
                    nanoClock::get);

    @Test
    void acceptsEverySecretOfAMerchant() {
        assertThat(gate.check(TABBY, "the-old-secret"))
                .isEqualTo(new SenderCheck.Authenticated("ae"));
        assertThat(gate.check(TABBY, "the-new-secret"))
                .isEqualTo(new SenderCheck.Authenticated("ae"));
        assertThat(gate.check(TABBY, "another-secret"))
                .isEqualTo(new SenderCheck.Authenticated("kw"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "the-old-secre", "the-old-secret ", "THE-OLD-SECRET", "the-old-secret,"})
    void refusesAnyOtherSecret(String secret) {
        assertThat(gate.check(TABBY, secret)).isEqualTo(new SenderCheck.InvalidSecret());
        assertThat(gate.check(TABBY, null)).isEqualTo(new SenderCheck.InvalidSecret());
    }

    @Test
    void refusesAnUnlistedAddressAndTellsWhetherItsSecretIsValid() {
        assertThat(gate.check(OTHER_ADDRESS, "the-old-secret"))
                .isEqualTo(new SenderCheck.UnlistedAddress("ae"));
        assertThat(gate.check(OTHER_ADDRESS, "invalid"))
                .isEqualTo(new SenderCheck.AddressNotAllowed());
        assertThat(gate.check(OTHER_ADDRESS, null)).isEqualTo(new SenderCheck.AddressNotAllowed());
    }

    @Test
    void returnsTheWaitAfterTooManyInvalidSecrets() {
        gate.check(TABBY, "invalid");
        gate.check(TABBY, "invalid");
        nanoClock.set(Duration.ofSeconds(20).toNanos());

        assertThat(gate.check(TABBY, "invalid"))
                .isEqualTo(new SenderCheck.TooManyFailures(Duration.ofSeconds(40)));

        nanoClock.set(Duration.ofSeconds(60).toNanos());

        assertThat(gate.check(TABBY, "invalid")).isEqualTo(new SenderCheck.InvalidSecret());
    }

    @Test
    void acceptsOtherMerchantsWhileOneSendsInvalidSecrets() {
        for (int i = 0; i < 10; i++) {
            gate.check(TABBY, "invalid");
        }

        assertThat(gate.check(TABBY, "another-secret"))
                .isEqualTo(new SenderCheck.Authenticated("kw"));
    }

    @Test
    void countsAnIpv6ClientByItsNetwork() {
        gate.check(InetAddress.ofLiteral("2001:db8::1"), "invalid");
        gate.check(InetAddress.ofLiteral("2001:db8::2"), "invalid");

        assertThat(gate.check(InetAddress.ofLiteral("2001:db8::3"), "invalid"))
                .isInstanceOf(SenderCheck.TooManyFailures.class);
        assertThat(gate.check(InetAddress.ofLiteral("2001:db8:0:1::1"), "invalid"))
                .isEqualTo(new SenderCheck.InvalidSecret());
        assertThat(gate.check(TABBY, "invalid")).isEqualTo(new SenderCheck.InvalidSecret());
    }

    @Test
    void remembersAtMostTheConfiguredNumberOfClients() {
        var failures = new FailureLimit(new FailureSettings(1, Duration.ofMinutes(1), 3), () -> 0);
        for (int i = 0; i < 100; i++) {
            assertThat(failures.countFailure(InetAddress.ofLiteral("10.0.0." + i))).isZero();
        }

        assertThat(failures.size()).isEqualTo(3);
        assertThat(failures.countFailure(InetAddress.ofLiteral("10.0.0.99"))).isPositive();
        assertThat(failures.countFailure(InetAddress.ofLiteral("10.0.0.0"))).isZero();
    }
}
