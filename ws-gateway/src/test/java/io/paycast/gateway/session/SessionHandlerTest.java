package io.paycast.gateway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.access.TokenClaims;
import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.journal.JournalReader;
import io.paycast.gateway.limits.Bans;
import io.paycast.gateway.limits.TestAllowance;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.stats.Counters;
import io.paycast.liveness.Clocks;
import io.paycast.testsupport.TestTokens;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Many sockets may wait to be opened, and a token may end in the meantime. */
class SessionHandlerTest {

    private static final Instant NOW = Instant.parse("2026-11-30T06:00:00Z");

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Journal journal = new Journal(1 << 18, 1 << 16);

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        journal.close();
    }

    @Test
    void sendsTheFirstMessagesToAClientWithAValidToken() {
        assertThat(firstFrames(NOW.plusMillis(1), false)).containsExactly("TEXT snapshot");
    }

    @Test
    void sendsNothingToAClientWhoseTokenExpiredBeforeItsSocketWasOpened() {
        assertThat(firstFrames(NOW, false)).containsExactly("CLOSE The token has expired.");
    }

    @Test
    void sendsNothingToAClientWhoseTokenWasRevokedBeforeItsSocketWasOpened() {
        assertThat(firstFrames(NOW.plusSeconds(60), true))
                .containsExactly("CLOSE The token was revoked.");
    }

    private List<String> firstFrames(Instant expiresAt, boolean revoked) {
        var clock = InstantSource.fixed(NOW);
        var client = new Client("late", null, null, NOW, expiresAt, Set.of(), Entitlement.ALL);
        try (var tokens = TestTokens.start();
                var verifier =
                        new TokenVerifier(
                                tokens.jwkSetUri(),
                                new TokenClaims(
                                        null, List.of(), TokenClaims.DEFAULT_LEEWAY, _ -> revoked),
                                clock)) {
            var environment = new SessionEnvironment(10, new Counters(), Clocks.same(clock));
            var handler =
                    new SessionHandler(
                            verifier, new Bans(Duration.ofMinutes(1), clock), environment);
            channel.pipeline().addLast(handler);
            handler.start(
                    new Session(
                            channel.pipeline().context(handler),
                            client,
                            TestAllowance.unlimited(),
                            Interest.permitted(client.entitlement()),
                            new FakeShard(new JournalReader(journal)),
                            environment),
                    new SessionStart.Live(List.of("snapshot".getBytes(UTF_8))));
        }
        var frames = new ArrayList<String>();
        for (ByteBuf sent = channel.readOutbound(); sent != null; sent = channel.readOutbound()) {
            var frame = Frames.readNext(sent);
            frames.add(
                    frame.kind() == Frames.Kind.CLOSE
                            ? "CLOSE " + frame.closeReason()
                            : frame.kind() + " " + new String(frame.payload(), UTF_8));
            sent.release();
        }
        return frames;
    }
}
