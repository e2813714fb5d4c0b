package io.paycast.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.access.TokenClaims;
import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.journal.JournalReader;
import io.paycast.gateway.limits.Bans;
import io.paycast.gateway.limits.TestAllowance;
import io.paycast.gateway.stats.Counters;
import io.paycast.liveness.Clocks;
import io.paycast.testsupport.TestTokens;
import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

@ExtendWith(OutputCaptureExtension.class)
class SessionLogTest {

    private static final int MAX_LINES = 6_000;

    private final Client client =
            new Client(
                    "churning", null, null, Instant.EPOCH, Instant.MAX, Set.of(), Entitlement.ALL);

    @Test
    void limitsTheLinesThatClientsCauseByReconnecting(CapturedOutput output) {
        for (int i = 0; i <= MAX_LINES; i++) {
            SessionLog.opened(client, InetAddress.getLoopbackAddress());
        }
        assertThat(output.toString().lines().filter(it -> it.contains("subject=churning")))
                .isNotEmpty()
                .hasSizeLessThanOrEqualTo(MAX_LINES);
    }

    /** The time of day may be set while a socket is open. */
    @Test
    void logsHowLongASocketWasOpenByTheSteadyClock(CapturedOutput output) {
        var day = new AtomicReference<>(Instant.parse("2026-11-29T12:00:00Z"));
        var steady = new AtomicReference<>(Instant.EPOCH);
        var channel = new EmbeddedChannel();
        var journal = new Journal(1 << 18, 1 << 16);
        try (var tokens = TestTokens.start();
                var verifier =
                        new TokenVerifier(
                                tokens.jwkSetUri(),
                                new TokenClaims(
                                        null, List.of(), TokenClaims.DEFAULT_LEEWAY, _ -> false),
                                day::get)) {
            var environment =
                    new SessionEnvironment(10, new Counters(), new Clocks(day::get, steady::get));
            var handler =
                    new SessionHandler(
                            verifier, new Bans(Duration.ofMinutes(1), day::get), environment);
            channel.pipeline().addLast(handler);
            handler.start(
                    new Session(
                            channel.pipeline().context(handler),
                            client,
                            TestAllowance.unlimited(),
                            Interest.permitted(Entitlement.ALL),
                            new FakeShard(new JournalReader(journal)),
                            environment),
                    new SessionStart.Live(List.of()));
            day.set(day.get().minus(Duration.ofDays(1)));
            steady.set(steady.get().plusMillis(1_234));

            channel.close();

            assertThat(output)
                    .contains("socket closed subject=churning")
                    .contains("openMillis=1234");
        } finally {
            journal.close();
        }
    }
}
