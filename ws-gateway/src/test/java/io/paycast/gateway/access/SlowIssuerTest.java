package io.paycast.gateway.access;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.TestTokens;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The issuer responds late or not at all. */
class SlowIssuerTest {

    private static final Duration FOREVER = Duration.ofHours(1);

    private final TestTokens tokens = TestTokens.start();

    /** The first request to which the issuer does not respond until it is released. */
    private volatile int hangs = 1;

    private final CountDownLatch released = new CountDownLatch(1);
    private final AtomicInteger fetches = new AtomicInteger();
    private final TokenVerifier verifier =
            new TokenVerifier(
                    new IssuerKeys(this::fetch), claims(), InstantSource.system(), FOREVER);

    @AfterEach
    void close() {
        released.countDown();
        verifier.close();
        tokens.close();
    }

    private KeySet fetch() throws IOException {
        if (fetches.incrementAndGet() >= hangs) {
            try {
                released.await();
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }
        return KeySet.parse(tokens.jwkSet());
    }

    @Test
    void doesNotDelayATokenWhoseKeyIsKnown() {
        hangs = 2;
        assertThat(join(verifier.verify(tokens.token().signed())))
                .isInstanceOf(Verdict.Accepted.class);
        var unknown =
                IntStream.range(0, 200)
                        .mapToObj(i -> tokens.token().keyId("unknown-" + i).signed())
                        .map(verifier::verify)
                        .toList();

        for (int i = 0; i < 20; i++) {
            assertThat(join(verifier.verify(tokens.token().signed())))
                    .isInstanceOf(Verdict.Accepted.class);
        }

        assertThat(unknown).noneMatch(CompletableFuture::isDone);
        released.countDown();
        assertThat(unknown)
                .allSatisfy(it -> assertThat(join(it)).isInstanceOf(Verdict.Refused.class));
    }

    @Test
    void boundsTheTokensThatWaitForTheIssuer() throws InterruptedException {
        var token = tokens.token().signed();
        var overloaded = new CountDownLatch(200);
        var all =
                IntStream.range(0, 1_200)
                        .mapToObj(_ -> verifier.verify(token).thenApply(countInto(overloaded)))
                        .toList();

        assertThat(overloaded.await(1, TimeUnit.MINUTES)).isTrue();
        released.countDown();
        assertThat(all.stream().map(SlowIssuerTest::join))
                .filteredOn(Verdict.Accepted.class::isInstance)
                .hasSize(1_000);
    }

    @Test
    void stopsWaitingForTheIssuer() {
        try (var impatient =
                new TokenVerifier(
                        new IssuerKeys(this::fetch),
                        claims(),
                        InstantSource.system(),
                        Duration.ofMillis(1))) {
            assertThat(join(impatient.verify(tokens.token().signed())))
                    .isInstanceOf(Verdict.Unavailable.class);
        }
    }

    private static UnaryOperator<Verdict> countInto(CountDownLatch overloaded) {
        return verdict -> {
            if (verdict instanceof Verdict.Unavailable(var reason)
                    && reason.startsWith("Too many tokens")) {
                overloaded.countDown();
            }
            return verdict;
        };
    }

    @Test
    void keepsKeysForFourHoursWithoutTheIssuer() throws Exception {
        var key = KeySet.parse(tokens.jwkSet());
        var now = new AtomicLong();
        var requests = new AtomicInteger();
        KeyLocation failing =
                () -> {
                    if (requests.incrementAndGet() > 1) {
                        throw new IOException("down");
                    }
                    return key;
                };
        try (var keys = new IssuerKeys(failing, now::get)) {
            assertThat(join(keys.refresh())).isTrue();
            now.addAndGet(Duration.ofHours(4).toMillis() - 1);
            assertThat(join(keys.refresh())).isFalse();
            assertThat(keys.current()).isEqualTo(key);

            now.addAndGet(1);
            assertThat(keys.current()).isEqualTo(KeySet.EMPTY);
        }
    }

    @Test
    void fetchesAtMostTwiceInTenSeconds() throws Exception {
        var now = new AtomicLong();
        var requests = new AtomicInteger();
        KeyLocation counting =
                () -> {
                    requests.incrementAndGet();
                    return KeySet.EMPTY;
                };
        try (var keys = new IssuerKeys(counting, now::get)) {
            for (int i = 0; i < 10; i++) {
                join(keys.refresh());
            }
            assertThat(requests).hasValue(2);
            now.addAndGet(10_000);
            join(keys.refresh());
            assertThat(requests).hasValue(3);
        }
    }

    private static TokenClaims claims() {
        return new TokenClaims(null, List.of(), TokenClaims.DEFAULT_LEEWAY, _ -> false);
    }

    private static <T> T join(CompletableFuture<T> future) {
        return future.orTimeout(1, TimeUnit.MINUTES).join();
    }
}
