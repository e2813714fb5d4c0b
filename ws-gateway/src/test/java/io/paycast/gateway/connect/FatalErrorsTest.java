package io.paycast.gateway.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.local.LocalChannel;
import io.netty.channel.local.LocalIoHandler;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.access.TokenClaims;
import io.paycast.gateway.access.TokenVerifier;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorKeys;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.fanout.Fanout;
import io.paycast.gateway.fanout.TestSessions;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.OrderSnapshots;
import io.paycast.gateway.limits.AttemptLimit;
import io.paycast.gateway.limits.Bans;
import io.paycast.gateway.limits.ClientLimits;
import io.paycast.gateway.limits.TestAllowance;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.session.Session;
import io.paycast.gateway.session.SessionContext;
import io.paycast.gateway.stats.LatencyStats;
import io.paycast.limits.ConnectionLimit;
import io.paycast.liveness.Clocks;
import io.paycast.liveness.FatalError;
import io.paycast.testsupport.ChildProcess;
import java.lang.reflect.Proxy;
import java.net.InetAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** An error on the way to a session, such as exhausted direct memory, is never kept quiet. */
class FatalErrorsTest {

    private static final String CAUSE = "no direct memory";

    enum Way {
        OPENING,
        DELIVERY_BEFORE_OPENING,
        END_OF_REPLAY,
        CLOSING
    }

    @ParameterizedTest
    @EnumSource
    void anErrorEndsTheProcess(Way way, @TempDir Path folder) {
        try (var process =
                ChildProcess.startJava(
                        "gateway",
                        ExhaustedProcess.class,
                        List.of(),
                        List.of(way.name()),
                        folder)) {
            assertThat(process.awaitExit(Duration.ofSeconds(60))).isEqualTo(FatalError.EXIT_CODE);
            assertThat(process.output() + process.errors()).contains(CAUSE);
        }
    }

    /** A process with one session. */
    static final class ExhaustedProcess {

        private final AtomicBoolean exhausted = new AtomicBoolean();
        private final Clocks clocks = new Clocks(this::now, this::now);
        private final Cursor cursor = new Cursor(Uuid.ONE_UUID, new long[1]);
        private final Journal journal = new Journal(1 << 20, 1 << 16);
        private final Fanout fanout =
                new Fanout(
                        journal,
                        new CursorKeys(new byte[CursorSeal.KEY_BYTES], null),
                        new LatencyStats(),
                        clocks,
                        Duration.ofDays(1),
                        Duration.ofDays(1));
        private final EventLoop eventLoop;
        private final LocalChannel channel = new LocalChannel();

        private ExhaustedProcess() throws InterruptedException {
            var group = new MultiThreadIoEventLoopGroup(1, LocalIoHandler.newFactory());
            channel.pipeline().addLast(new ChannelHandlerAdapter() {});
            group.register(channel).sync();
            eventLoop = channel.eventLoop();
            journal.begin(cursor);
        }

        static void main(String[] args) throws Exception {
            var process = new ExhaustedProcess();
            switch (Way.valueOf(args[0])) {
                case OPENING -> open();
                case DELIVERY_BEFORE_OPENING -> process.deliverBeforeOpening();
                case END_OF_REPLAY -> process.endReplay();
                case CLOSING -> process.close();
            }
            Thread.currentThread().join(); // like a server that serves on
        }

        private Instant now() {
            failIfExhausted();
            return Instant.EPOCH;
        }

        /** Fails once, so that no later task of the event loop hits the same error. */
        private boolean failIfExhausted() {
            if (exhausted.getAndSet(false)) {
                throw new OutOfMemoryError(CAUSE);
            }
            return false;
        }

        private static void open() {
            var verifier =
                    new TokenVerifier(
                            "http://127.0.0.1:9/",
                            new TokenClaims(
                                    null, List.of(), TokenClaims.DEFAULT_LEEWAY, _ -> false),
                            InstantSource.system());
            new Admission(
                            () -> true,
                            List.of(),
                            new ClientLimits(
                                    new AttemptLimit(1, () -> 0),
                                    new ConnectionLimit(1, 1),
                                    new Bans(Duration.ofMinutes(1), InstantSource.system()),
                                    TestAllowance.noLimits()),
                            verifier)
                    .decide(
                            AdmissionTest.request("no-token"),
                            InetAddress.getLoopbackAddress(),
                            new EmbeddedChannel(),
                            Executors.newSingleThreadExecutor(),
                            _ -> {
                                throw new OutOfMemoryError(CAUSE);
                            });
        }

        private void deliverBeforeOpening() throws Exception {
            join();
            byte[] frame = "update".getBytes(UTF_8);
            journal.append(
                    frame.length,
                    memory -> memory.writeBytes(frame),
                    0,
                    0,
                    cursor.after(0, 0),
                    0,
                    "payment",
                    List.of("order"),
                    "ae",
                    false);
            exhausted.set(true);
            var _ = eventLoop.submit(() -> fanout.shardOf(eventLoop));
        }

        private void endReplay() throws Exception {
            var session = join();
            var exhaustedShard =
                    (SessionContext)
                            Proxy.newProxyInstance(
                                    SessionContext.class.getClassLoader(),
                                    new Class<?>[] {SessionContext.class},
                                    (_, _, _) -> {
                                        throw new OutOfMemoryError(CAUSE);
                                    });
            new ReplayedSession(
                            session,
                            exhaustedShard,
                            "",
                            new Welcome(false, 1),
                            new InitialDelivery(
                                    journal, new OrderSnapshots(), Duration.ofSeconds(1)))
                    .resumeFromJournal(cursor);
        }

        private void close() throws Exception {
            join();
            exhausted.set(true);
            fanout.close(_ -> failIfExhausted(), CloseCode.TOKEN_ENDED, "");
        }

        private Session join() throws Exception {
            return eventLoop
                    .submit(() ->
                            TestSessions.join(
                                    fanout.shardOf(eventLoop),
                                    channel.pipeline().lastContext(),
                                    Interest.permitted(Entitlement.ALL),
                                    Instant.MAX,
                                    clocks))
                    .get();
        }
    }
}
