package io.paycast.gateway.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.embedded.EmbeddedChannel;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorKeys;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.protocol.Frames;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.session.Session;
import io.paycast.gateway.stats.LatencyStats;
import io.paycast.liveness.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** When a shard delivers: at once, or after the pause that follows a round. */
class RoundsTest {

    private static final Duration TOKEN = Duration.ofSeconds(11);

    /** A close frame with code 4408 and no reason. */
    private static final String TOO_SLOW_WITHOUT_CURSOR =
            Frames.close(CloseCode.TOO_SLOW.code(), "").toString(UTF_8);

    private final Journal journal = new Journal(1 << 20, 1 << 16);
    private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelHandlerAdapter() {});
    private final Fanout fanout =
            new Fanout(
                    journal,
                    new CursorKeys(new byte[CursorSeal.KEY_BYTES], null),
                    new LatencyStats(),
                    new Clocks(this::timeOfDay, this::now),
                    Duration.ofDays(1),
                    Duration.ofSeconds(5));
    private Cursor cursor = new Cursor(Uuid.ONE_UUID, new long[1]);
    private Instant now = Instant.EPOCH;
    private Duration round = Duration.ZERO;

    /** How far the time of day was set ahead. */
    private Duration step = Duration.ZERO;

    /** The clock. A round reads it at its start, in its middle and at its end. */
    private Instant now() {
        now = now.plus(round.dividedBy(2));
        return now;
    }

    private Instant timeOfDay() {
        return now().plus(step);
    }

    @BeforeEach
    void join() {
        channel.freezeTime();
        journal.begin(cursor);
        var shard = fanout.shardOf(channel.eventLoop());
        TestSessions.join(
                shard,
                channel.pipeline().lastContext(),
                Interest.permitted(Entitlement.ALL),
                now.plus(TOKEN),
                Clocks.same(InstantSource.fixed(Instant.EPOCH)));
    }

    @AfterEach
    void close() {
        channel.finishAndReleaseAll();
        journal.close();
    }

    @Test
    void deliversASingleUpdateAtOnce() {
        round = Duration.ofMillis(1);
        update("a");
        assertThat(sent()).containsExactly("a");

        pass(Duration.ofMillis(3));
        update("b");
        assertThat(sent()).containsExactly("b");
    }

    @Test
    void deliversUpdatesTogetherThatArriveDuringAPause() {
        round = Duration.ofMillis(1);
        update("a");
        assertThat(sent()).containsExactly("a");

        update("b");
        pass(Duration.ofMillis(1));
        update("c");
        assertThat(sent()).isEmpty();

        pass(Duration.ofMillis(1));
        assertThat(sent()).containsExactly("bc");
    }

    @Test
    void pausesForAtMostFiveMilliseconds() {
        round = Duration.ofSeconds(1);
        update("a");
        update("b");
        assertThat(sent()).containsExactly("a");

        pass(Duration.ofMillis(5));
        assertThat(sent()).containsExactly("b");
    }

    @Test
    void deliversASingleUpdateAtOnceAfterTheTimeOfDayIsSet() {
        round = Duration.ofMillis(1);
        for (int hours : new int[] {-1, 1}) {
            update("a");
            step = Duration.ofHours(hours);
            pass(Duration.ofMillis(3));
            update("b");
            assertThat(sent()).containsExactly("a", "b");
            pass(Duration.ofMillis(3));
        }
    }

    @Test
    void closesASessionWithinASecondOfItsTokensExpiry() {
        pass(TOKEN.minusMillis(1));
        assertThat(sent()).isEmpty();

        pass(Duration.ofMillis(1_000));
        assertThat(sent()).singleElement().asString().endsWith("The token has expired.");
    }

    /** Such as an event stream whose copies take more memory than is left. */
    @Test
    void namesNoCursorToAFilteredSessionThatEndsWithinARound() {
        var sessions = new ArrayList<Session>();
        var slow =
                new EmbeddedChannel(
                        new ChannelOutboundHandlerAdapter() {
                            @Override
                            public void flush(ChannelHandlerContext context) {
                                sessions.forEach(
                                        it -> it.closeIfTooSlow(journal.head(), Long.MAX_VALUE));
                                context.flush();
                            }
                        },
                        new ChannelHandlerAdapter() {});
        var ofOrder = Interest.permitted(Entitlement.ALL).narrowedTo(List.of("order"), List.of());
        sessions.add(
                TestSessions.join(
                        fanout.shardOf(slow.eventLoop()),
                        slow.pipeline().lastContext(),
                        ofOrder,
                        now.plus(TOKEN),
                        Clocks.same(InstantSource.fixed(Instant.EPOCH))));

        cursor = TestSessions.append(journal, cursor, "a");
        cursor = TestSessions.append(journal, cursor, "b");
        fanout.wake();
        slow.runPendingTasks();

        assertThat(sent(slow)).containsExactly("a", TOO_SLOW_WITHOUT_CURSOR);
        slow.finishAndReleaseAll();
    }

    private void update(String text) {
        cursor = TestSessions.append(journal, cursor, text);
        fanout.wake();
        channel.runPendingTasks();
    }

    private void pass(Duration time) {
        now = now.plus(time);
        channel.advanceTimeBy(time.toNanos(), TimeUnit.NANOSECONDS);
        channel.runPendingTasks();
    }

    /** The texts written since the last call, one for each write. */
    private List<String> sent() {
        return sent(channel);
    }

    private static List<String> sent(EmbeddedChannel on) {
        var texts = new ArrayList<String>();
        for (ByteBuf written = on.readOutbound(); written != null; written = on.readOutbound()) {
            texts.add(written.toString(UTF_8));
            written.release();
        }
        return texts;
    }
}
