package io.paycast.body;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class InFlightSharesTest {

    private final InFlightLimit whole = new InFlightLimit(8, 80);
    private final InFlightShares<String> shares = new InFlightShares<>(whole, 4);

    @Test
    void givesOneClientItsShareOfTheRequests() {
        var one = shares.acquire("one");

        assertThat(one.tryAcquireRequest()).isTrue();
        assertThat(shares.acquire("one").tryAcquireRequest()).isTrue();
        assertThat(shares.acquire("one").tryAcquireRequest()).isFalse();
        assertThat(shares.acquire("other").tryAcquireRequest()).isTrue();
        assertThat(whole.requests()).isEqualTo(3);
        one.releaseRequest();
        assertThat(one.tryAcquireRequest()).isTrue();
    }

    @Test
    void givesOneClientItsShareOfTheMemory() {
        var one = shares.acquire("one");

        assertThat(one.tryAcquireBytes(20)).isTrue();
        assertThat(one.tryAcquireBytes(1)).isFalse();
        assertThat(shares.acquire("other").tryAcquireBytes(20)).isTrue();
        one.releaseBytes(20);
        assertThat(whole.bytes()).isEqualTo(20);
    }

    @Test
    void neverGivesMoreThanTheWhole() {
        for (int client = 0; client < 4; client++) {
            var share = shares.acquire("client " + client);
            assertThat(share.tryAcquireRequest()).isTrue();
            assertThat(share.tryAcquireRequest()).isTrue();
            assertThat(share.tryAcquireBytes(20)).isTrue();
        }
        var late = shares.acquire("late");

        assertThat(late.tryAcquireRequest()).isFalse();
        assertThat(late.tryAcquireBytes(1)).isFalse();
        assertThat(whole.requests()).isEqualTo(8);
        assertThat(whole.bytes()).isEqualTo(80);
    }

    @Test
    void forgetsAClientWithoutRequests() {
        shares.acquire("one");
        shares.acquire("one");
        shares.release("one");
        assertThat(shares.clients()).isEqualTo(1);

        shares.release("one");
        assertThat(shares.clients()).isZero();
    }
}
