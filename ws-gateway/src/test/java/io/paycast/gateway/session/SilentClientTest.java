package io.paycast.gateway.session;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelOutboundBuffer;
import io.netty.channel.embedded.EmbeddedChannel;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.journal.JournalReader;
import io.paycast.gateway.limits.MemoryBudget;
import io.paycast.gateway.limits.SubjectLimits;
import io.paycast.gateway.limits.TestAllowance;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.stats.Counters;
import io.paycast.liveness.Clocks;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Clients that send nothing, or read nothing: they may be disconnected, or stuck. */
class SilentClientTest {

    private static final long PING_MILLIS = 25_000;
    private static final long CLOSE_MILLIS = 5_000;
    private static final int SHARE = 1024 * 1024;
    private static final Instant END = Instant.ofEpochSecond(1_000_000);
    private static final Client CLIENT =
            new Client("anna", null, null, Instant.EPOCH, END, Set.of(), Entitlement.ALL);

    private final Journal journal = new Journal(1 << 20, 1 << 16);
    private final StallingChannel channel = new StallingChannel();
    private final FakeShard shard = new FakeShard(new JournalReader(journal));
    private final SubjectLimits limits =
            new SubjectLimits(
                    2, 2, new MemoryBudget(0), new MemoryBudget(0), new MemoryBudget(7 * SHARE));
    private final Session session = newSession();

    private Session newSession() {
        return new Session(
                channel.pipeline().lastContext(),
                CLIENT,
                TestAllowance.of(limits, "anna"),
                Interest.permitted(Entitlement.ALL),
                shard,
                new SessionEnvironment(
                        10_000, new Counters(), Clocks.same(InstantSource.fixed(Instant.EPOCH))));
    }

    @BeforeEach
    void start() {
        session.start(new SessionStart.Live(List.of()));
    }

    @AfterEach
    void close() {
        channel.reading = true;
        channel.flush();
        channel.close();
        channel.releaseOutbound();
        journal.close();
    }

    @Test
    void closesAStuckClientWithTheCursorToResumeFrom() {
        stopReadingWithBytesPending();
        tick(2 * PING_MILLIS - 1);
        assertThat(session.closedWith()).isNull();

        tick(2 * PING_MILLIS);

        assertThat(session.closedWith()).isEqualTo(CloseCode.TOO_SLOW);
        assertThat(channel.isOpen()).as("the client may still read the close frame").isTrue();
        assertThat(closeFrame()).isEqualTo("4408 " + shard.cursor);
    }

    @Test
    void closesAStuckClientAlthoughItSendsMessages() {
        stopReadingWithBytesPending();
        for (long now = 0; now < 2 * PING_MILLIS; now += 500) {
            assertThat(session.countMessage(0, now)).isTrue();
            tick(now);
            assertThat(session.closedWith()).isNull();
        }
        tick(2 * PING_MILLIS);
        assertThat(session.closedWith()).isEqualTo(CloseCode.TOO_SLOW);
    }

    @Test
    void anIdleClientIsNotStuck() {
        for (long now = 0; now < PING_MILLIS; now += 500) {
            tick(now);
            assertThat(session.stuckMillis()).isZero();
        }
    }

    @Test
    void keepsAClientThatTakesFewBytesAtATime() {
        stopReadingWithBytesPending();
        for (long now = 0; now < 20 * PING_MILLIS; now += 2 * PING_MILLIS - 500) {
            channel.take(1);
            tick(now);
            assertThat(session.stuckMillis()).isZero();
        }
        assertThat(session.closedWith()).isNull();
    }

    @Test
    void closesAClientThatHasNotTakenAnUpdateThatMayBeEvicted() {
        channel.reading = false;
        append();
        session.deliver(journal.head());
        append();
        session.closeIfTooSlow(journal.head(), 0);
        assertThat(session.closedWith()).isNull();
        session.closeIfTooSlow(journal.head(), 1);
        assertThat(session.closedWith()).isEqualTo(CloseCode.TOO_SLOW);
    }

    @Test
    void keepsAClientThatHasTakenAllThatMayBeEvicted() {
        append();
        session.deliver(journal.head());
        session.closeIfTooSlow(journal.head(), journal.head());
        assertThat(session.closedWith()).isNull();
    }

    private void append() {
        journal.append(
                100,
                memory -> memory.writeZero(100),
                0,
                0,
                new Cursor(Uuid.ONE_UUID, new long[1]),
                0,
                "p",
                List.of(),
                "ae",
                false);
    }

    @Test
    void closesTheChannelOfAStuckClientAfterTheCloseTimeout() {
        stopReadingWithBytesPending();
        tick(2 * PING_MILLIS);
        tick(2 * PING_MILLIS + 500);
        assertThat(channel.isOpen()).isTrue();
        tick(2 * PING_MILLIS + 500 + CLOSE_MILLIS);
        assertThat(channel.isOpen()).isFalse();
    }

    @Test
    void closesTheChannelOfASilentClientWithoutACloseFrame() {
        tick(2 * PING_MILLIS);
        assertThat(channel.isOpen()).isFalse();
        assertThat(channel.outboundMessages()).isEmpty();
    }

    @Test
    void sendsTheLongestCursorThatFitsACloseFrame() {
        shard.cursor = "c".repeat(Frames.MAX_CLOSE_REASON);
        stopReadingWithBytesPending();
        tick(2 * PING_MILLIS);
        assertThat(closeFrame()).isEqualTo("4408 " + shard.cursor);
    }

    @Test
    void sendsNoPartOfACursorThatDoesNotFit() {
        shard.cursor = "c".repeat(Frames.MAX_CLOSE_REASON + 1);
        stopReadingWithBytesPending();
        tick(2 * PING_MILLIS);
        assertThat(closeFrame()).isEqualTo("4408 ");
    }

    @Test
    void countsAShortReplyAsTheMemoryThatItTakes() {
        stopReading();
        for (int i = 0; i < 1_024; i++) {
            session.send(Frames.pong(Unpooled.EMPTY_BUFFER));
        }
        assertThat(session.closedWith()).isNull();
        session.send(Frames.pong(Unpooled.EMPTY_BUFFER));
        assertThat(session.closedWith()).isEqualTo(CloseCode.TOO_SLOW);
    }

    @Test
    void closesAClientThatReadsNoReplies() {
        stopReading();
        reply(256);
        assertThat(session.closedWith()).isNull();
        reply(1);
        assertThat(session.closedWith()).isEqualTo(CloseCode.TOO_SLOW);
    }

    /** The cursor of now would be ahead of the part of the snapshot that was not sent. */
    @Test
    void namesNoCursorToAClientThatIsClosedDuringItsSnapshot() {
        var starting = newSession();
        stopReading();
        var update = new byte[1024];
        starting.start(new SessionStart.Live(Collections.nCopies(SHARE / update.length, update)));
        assertThat(starting.closedWith()).isEqualTo(CloseCode.TOO_SLOW);
        assertThat(closeFrame()).isEqualTo("4408 ");
    }

    /** It is sent at once, so that even the fastest client has read nothing of it by then. */
    @Test
    void holdsASnapshotThatTheClientCouldNotReadYet() {
        var starting = newSession();
        stopReading();
        var snapshot = Collections.nCopies(500, new byte[1024]);
        starting.start(new SessionStart.Live(snapshot));
        assertThat(starting.closedWith()).isNull();
        assertThat(limits.buffers().held()).isBetween(500L * 1024, (long) SHARE);
        channel.reading = true;
        channel.flush();
        starting.tick(0, 0, PING_MILLIS, CLOSE_MILLIS);
        assertThat(limits.buffers().held()).isZero();
        assertThat(starting.closedWith()).isNull();
    }

    @Test
    void keepsAClientThatReadsItsReplies() {
        stopReading();
        reply(256);
        session.channelWritable(0);
        reply(256);
        assertThat(session.closedWith()).isNull();
    }

    @Test
    void holdsTheReplayedFramesThatTheClientHasNotTaken() {
        channel.reading = false;
        session.sendReplayed(Unpooled.directBuffer().writeZero(10_000));
        assertThat(limits.buffers().held()).isEqualTo(10_000);
        channel.reading = true;
        channel.flush();
        tick(500);
        assertThat(limits.buffers().held()).isZero();
    }

    @Test
    void closesAClientWhoseReplayedFramesTakeMoreThanItsSubjectsShare() {
        channel.reading = false;
        session.sendReplayed(Unpooled.directBuffer().writeZero(SHARE));
        assertThat(session.closedWith()).isNull();
        session.sendReplayed(Unpooled.directBuffer().writeZero(1));
        assertThat(session.closedWith()).isEqualTo(CloseCode.TOO_SLOW);
    }

    @Test
    void endsTheReplayOfASessionThatCloses() {
        stopReading();
        var taken = session.sendReplayed(Unpooled.buffer().writeZero(100));
        assertThat(taken).isNotDone();

        session.close(CloseCode.TOKEN_ENDED, "");

        assertThat(taken).isCompletedWithValue(false);
        var more = Unpooled.buffer().writeZero(100);
        assertThat(session.sendReplayed(more)).isCompletedWithValue(false);
        assertThat(more.refCnt()).isZero();
    }

    @Test
    void endsTheReplayOfAClientThatDisconnects() {
        stopReading();
        var taken = session.sendReplayed(Unpooled.buffer().writeZero(100));
        session.channelClosed();
        assertThat(taken).isCompletedWithValue(false);
    }

    @Test
    void aStepOfTheTimeOfDayClosesNobody() {
        for (long step : new long[] {2 * PING_MILLIS, -10 * PING_MILLIS}) {
            tick(step, 1);
            assertThat(channel.isOpen()).isTrue();
            assertThat(session.closedWith()).isNull();
            assertThat(channel.outboundMessages()).as("pings").isEmpty();
        }
    }

    @Test
    void aTokenExpiresByTheTimeOfDayAndEvenIfThatIsSetBack() {
        tick(END.toEpochMilli() - 1, 1);
        assertThat(session.closedWith()).isNull();
        tick(0, END.toEpochMilli());
        assertThat(session.closedWith()).isEqualTo(CloseCode.TOKEN_ENDED);
    }

    @Test
    void aTokenExpiresIfTheTimeOfDayReachesItsEnd() {
        tick(END.toEpochMilli(), 1);
        assertThat(session.closedWith()).isEqualTo(CloseCode.TOKEN_ENDED);
    }

    private void reply(int kib) {
        for (int i = 0; i < kib; i++) {
            session.send(Unpooled.buffer().writeZero(1024));
        }
    }

    private void stopReading() {
        channel.reading = false;
        Objects.requireNonNull(channel.unsafe().outboundBuffer())
                .setUserDefinedWritability(1, false);
        assertThat(channel.isWritable()).isFalse();
    }

    private void stopReadingWithBytesPending() {
        stopReading();
        session.send(Unpooled.buffer().writeZero(1_000));
        tick(0);
    }

    private void tick(long nowMillis) {
        tick(nowMillis, nowMillis);
    }

    private void tick(long wallMillis, long steadyMillis) {
        session.tick(wallMillis, steadyMillis, PING_MILLIS, CLOSE_MILLIS);
        channel.runPendingTasks();
    }

    /** The code and reason of the close frame, which is the last that the client reads. */
    private String closeFrame() {
        channel.reading = true;
        channel.flush();
        while (channel.outboundMessages().size() > 1) {
            ByteBuf sent = Objects.requireNonNull(channel.readOutbound());
            sent.release();
        }
        assertThat(channel.outboundMessages()).hasSize(1);
        ByteBuf frame = Objects.requireNonNull(channel.readOutbound());
        try {
            assertThat(frame.readUnsignedByte()).isEqualTo((short) 0x88);
            assertThat(frame.readUnsignedByte()).isEqualTo((short) (frame.readableBytes()));
            return frame.readUnsignedShort() + " " + frame.toString(UTF_8);
        } finally {
            frame.release();
        }
    }

    /** A channel whose client takes everything, or only what the test says. */
    private static final class StallingChannel extends EmbeddedChannel {

        private boolean reading = true;

        StallingChannel() {
            super(new ChannelHandlerAdapter() {});
        }

        @Override
        protected void doWrite(ChannelOutboundBuffer in) throws Exception {
            if (reading) {
                super.doWrite(in);
            }
        }

        void take(int bytes) {
            Objects.requireNonNull(unsafe().outboundBuffer()).removeBytes(bytes);
        }
    }
}
