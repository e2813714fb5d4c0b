package io.paycast.gateway.access;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.liveness.FatalError;
import io.paycast.testsupport.ChildProcess;
import io.paycast.testsupport.TestTokens;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
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
import org.junit.jupiter.api.io.TempDir;

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
                    new IssuerKeys(this::fetch, () -> 0, FOREVER),
                    claims(),
                    InstantSource.system(),
                    FOREVER);

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
                        new IssuerKeys(this::fetch, () -> 0, FOREVER),
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
        try (var keys = new IssuerKeys(failing, now::get, FOREVER)) {
            assertThat(join(keys.refresh())).isTrue();
            now.addAndGet(Duration.ofHours(4).toMillis() - 1);
            assertThat(join(keys.refresh())).isFalse();
            assertThat(keys.current()).isEqualTo(key);
            assertThat(keys.age()).isEqualTo(Duration.ofHours(4).minusMillis(1));

            now.addAndGet(1);
            assertThat(keys.current()).isEqualTo(KeySet.EMPTY);
        }
    }

    @Test
    void reportsNoAgeUntilATokenNeedsAKey() {
        var now = new AtomicLong();
        KeyLocation failing =
                () -> {
                    throw new IOException("down");
                };
        try (var keys = new IssuerKeys(failing, now::get, FOREVER)) {
            now.addAndGet(60_000);
            assertThat(keys.age()).isZero();
            assertThat(join(keys.refresh())).isFalse();
            now.addAndGet(60_000);
            assertThat(keys.age()).isEqualTo(Duration.ofMinutes(1));
        }
    }

    /** An issuer that sends one byte after the other never exceeds the timeout of a read. */
    @Test
    void endsAFetchThatNeverEnds() throws Exception {
        try (var issuer = new ServerSocket(0, 50, InetAddress.ofLiteral("127.0.0.1"));
                var keys =
                        new IssuerKeys(
                                KeyLocation.of(
                                        "http://127.0.0.1:" + issuer.getLocalPort() + "/", null),
                                () -> 0,
                                Duration.ofSeconds(1))) {
            var ended = new CompletableFuture<Void>();
            Thread.ofVirtual().start(() -> trickle(issuer, ended));

            assertThat(join(keys.refresh())).isFalse();

            join(ended); // the connection, too
            assertThat(join(keys.refresh())).as("the next fetch").isFalse();
        }
    }

    private static void trickle(ServerSocket issuer, CompletableFuture<Void> ended) {
        try (var connection = issuer.accept()) {
            var out = connection.getOutputStream();
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 200000\r\n\r\n".getBytes(UTF_8));
            while (true) {
                out.write(' ');
                out.flush();
                Thread.sleep(20); // the pace of the issuer
            }
        } catch (IOException | InterruptedException e) {
            ended.complete(null);
        }
    }

    /** A process whose issuer sends something for which a class is missing. */
    static final class BrokenProcess {

        private BrokenProcess() {}

        static void main() throws InterruptedException {
            KeyLocation broken =
                    () -> {
                        throw new NoClassDefFoundError("a missing class");
                    };
            new IssuerKeys(broken).refresh();
            Thread.currentThread().join(); // like a server that serves on
        }
    }

    @Test
    void anErrorEndsTheProcess(@TempDir Path folder) {
        try (var process =
                ChildProcess.startJava(
                        "gateway", BrokenProcess.class, List.of(), List.of(), folder)) {
            assertThat(process.awaitExit(Duration.ofSeconds(60))).isEqualTo(FatalError.EXIT_CODE);
            assertThat(process.output() + process.errors()).contains("a missing class");
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
        try (var keys = new IssuerKeys(counting, now::get, FOREVER)) {
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
