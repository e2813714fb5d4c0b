package io.paycast.gateway.connect;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.Channel;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpVersion;
import io.paycast.gateway.access.TokenClaims;
import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.limits.AttemptLimit;
import io.paycast.gateway.limits.Bans;
import io.paycast.gateway.limits.ClientLimits;
import io.paycast.gateway.limits.MemoryBudget;
import io.paycast.gateway.limits.SubjectLimits;
import io.paycast.gateway.stats.Counters.Refused;
import io.paycast.limits.ConnectionLimit;
import io.paycast.net.OwnOrigin;
import io.paycast.testsupport.TestTokens;
import java.net.InetAddress;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Decisions on clients whose state changes while their token is verified. */
class AdmissionTest {

    private static final InetAddress ADDRESS = InetAddress.ofLiteral("192.0.2.7");
    private static final Duration BAN = Duration.ofMinutes(1);

    private final TestTokens tokens = TestTokens.start();
    private final ConnectionLimit places = new ConnectionLimit(10, 10);
    private final SubjectLimits subjects =
            new SubjectLimits(
                    3, 2, new MemoryBudget(2_000), new MemoryBudget(2_000), new MemoryBudget(0));
    private final AttemptLimit attempts = new AttemptLimit(10_000, () -> 0);
    private final Bans bans = new Bans(BAN, InstantSource.system());
    private final AtomicBoolean ready = new AtomicBoolean(true);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private AtomicReference<Decision> decision = new AtomicReference<>();

    /** The tasks of the event loop, which the test runs. */
    private final BlockingQueue<Runnable> eventLoop = new LinkedBlockingQueue<>();

    private final TokenVerifier verifier =
            new TokenVerifier(
                    tokens.jwkSetUri(),
                    new TokenClaims(
                            tokens.issuer(),
                            List.of(),
                            TokenClaims.DEFAULT_LEEWAY,
                            client -> false),
                    InstantSource.system());

    @AfterEach
    void close() {
        verifier.close();
        tokens.close();
    }

    @Test
    void takesAPlaceUntilTheChannelCloses() throws InterruptedException {
        var verified = ask("ann");
        verified.run();
        assertThat(decision.get()).isInstanceOf(Decision.Admitted.class);
        assertThat(places.open()).isEqualTo(1);
        channel.close();
        assertThat(places.open()).isZero();
    }

    @Test
    void refusesAClientIfTheGatewayBeginsToDrainWhileItsTokenIsVerified()
            throws InterruptedException {
        var verified = ask("ann");
        ready.set(false);
        verified.run();
        assertThat(refusal().problem().status()).isEqualTo(503);
        assertThat(refusal().problem().headers()).containsKey("Retry-After");
        channel.close();
        assertThat(places.open()).isZero();
    }

    @Test
    void refusesAClientThatIsBannedWhileItsTokenIsVerified() throws InterruptedException {
        var verified = ask("ann");
        bans.ban("ann", ADDRESS);
        verified.run();
        assertThat(refusal().problem().status()).isEqualTo(429);
        channel.close();
        assertThat(places.open()).isZero();
    }

    @Test
    void releasesThePlaceOfAClientThatDisconnectsWhileItsTokenIsVerified()
            throws InterruptedException {
        var verified = ask("ann");
        channel.close();
        assertThat(places.open()).isZero();
        verified.run();
        assertThat(places.open()).isZero();
    }

    @Test
    void leaksNoPlaceOver600BrokenUpgrades() throws InterruptedException {
        for (int i = 0; i < 600; i++) {
            var broken = new EmbeddedChannel();
            var verified = ask("ann", broken);
            if (i % 2 == 0) {
                broken.close();
                verified.run();
            } else {
                verified.run();
                broken.close();
            }
            assertThat(decision.get()).isInstanceOf(Decision.Admitted.class);
        }
        assertThat(places.open()).isZero();
        assertThat(places.openOfBusiestAddress()).isZero();
        assertThat(subjects.socketsOfBusiestSubject()).isZero();
    }

    @Test
    void refusesTheSocketsOfASubjectBeyondItsLimitUntilOneCloses() throws InterruptedException {
        var first = new EmbeddedChannel();
        for (var each : List.of(first, new EmbeddedChannel(), new EmbeddedChannel())) {
            ask("ann", each).run();
            assertThat(decision.get()).isInstanceOf(Decision.Admitted.class);
        }
        ask("ann").run();
        assertThat(refusal().reason()).isEqualTo(Refused.SUBJECT_LIMIT);
        assertThat(refusal().problem().status()).isEqualTo(429);
        assertThat(refusal().problem().detail())
                .isEqualTo("The token's subject has reached its limit of 3 connections.");
        first.close();
        ask("ann", new EmbeddedChannel()).run();
        assertThat(decision.get()).isInstanceOf(Decision.Admitted.class);
    }

    @Test
    void refusesATokenWhoseNamesTakeMoreThanTheSubjectsShare() throws InterruptedException {
        var token = tokens.token().subject("c").orders("1", "2", "3").signed();
        ask(channel, token).run();
        assertThat(refusal().reason()).isEqualTo(Refused.FILTER_MEMORY);
        assertThat(refusal().problem().status()).isEqualTo(503);
        assertThat(refusal().problem().headers()).containsKey("Retry-After");
        channel.close();
        assertThat(subjects.orders().held()).isZero();
    }

    private Refusal refusal() {
        assertThat(decision.get()).isInstanceOf(Decision.Refused.class);
        return ((Decision.Refused) decision.get()).refusal();
    }

    /** Requests a socket; the returned task makes the decision, once the token is verified. */
    private Runnable ask(String subject) throws InterruptedException {
        return ask(subject, channel);
    }

    private Runnable ask(String subject, Channel of) throws InterruptedException {
        return ask(of, tokens.token().subject(subject).scopes("payments:read").signed());
    }

    private Runnable ask(Channel of, String token) throws InterruptedException {
        decision = new AtomicReference<>();
        var limits = new ClientLimits(attempts, places, bans, subjects);
        var admission = new Admission(ready::get, List.of(), limits, verifier);
        admission.decide(request(token), ADDRESS, of, eventLoop::add, decision::set);
        var verified = eventLoop.poll(20, TimeUnit.SECONDS);
        assertThat(verified).as("the verified token").isNotNull();
        assertThat(decision).hasNullValue();
        return verified;
    }

    static ConnectRequest request(String token) {
        var http = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.GET, "/ws");
        http.headers()
                .set("Host", "localhost")
                .set("Upgrade", "websocket")
                .set("Connection", "Upgrade")
                .set("Sec-WebSocket-Version", "13")
                .set("Sec-WebSocket-Key", "dGhlIHNhbXBsZSBub25jZQ==")
                .set("Authorization", "Bearer " + token);
        return switch (ConnectRequest.read(http, OwnOrigin.UNKNOWN)) {
            case ConnectRequest.Read.Valid(var request) -> request;
            case ConnectRequest.Read.Invalid(var refusal) -> throw new AssertionError(refusal);
        };
    }
}
