package io.paycast.gateway.fanout;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerAdapter;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.embedded.EmbeddedChannel;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.protocol.CloseCode;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.stats.LatencyStats;
import io.paycast.liveness.Clocks;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A fault ends the sessions that would miss updates because of it, and no others. */
class FaultySessionTest {

    private static final Interest ALL = Interest.permitted(Entitlement.ALL);
    private static final Interest ORDER = ALL.narrowedTo(List.of("order"), List.of());

    private final Journal journal = new Journal(1 << 20, 1 << 16);
    private final EmbeddedChannel loop = new EmbeddedChannel(new ChannelHandlerAdapter() {});
    private final Clocks clocks = new Clocks(this::timeOfDay, () -> Instant.EPOCH);
    private final Shard shard =
            new Shard(
                    loop.eventLoop(),
                    journal,
                    new CursorSeal(new byte[CursorSeal.KEY_BYTES]),
                    new LatencyStats(),
                    clocks);
    private final List<TestClient> clients = new ArrayList<>();
    private Cursor cursor = new Cursor(Uuid.ONE_UUID, new long[1]);
    private boolean clockFails;

    private Instant timeOfDay() {
        if (clockFails) {
            throw new IllegalStateException("no time");
        }
        return Instant.EPOCH;
    }

    /** One client of a shard, whose writes may fail. */
    private final class TestClient {

        private final EmbeddedChannel channel = new EmbeddedChannel(new ChannelHandlerAdapter() {});
        private boolean faulty;

        TestClient(Interest interest) {
            TestSessions.join(shard, faultyContext(), interest, Instant.MAX, clocks);
            clients.add(this);
        }

        private ChannelHandlerContext faultyContext() {
            var context = channel.pipeline().lastContext();
            return (ChannelHandlerContext)
                    Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {ChannelHandlerContext.class},
                            (_, method, arguments) -> {
                                if (faulty && method.getName().startsWith("write")) {
                                    throw new IllegalStateException("faulty on purpose");
                                }
                                try {
                                    return method.invoke(context, arguments);
                                } catch (InvocationTargetException e) {
                                    throw e.getCause();
                                }
                            });
        }

        String received() {
            var text = new StringBuilder();
            for (ByteBuf written = channel.readOutbound();
                    written != null;
                    written = channel.readOutbound()) {
                text.append(written.toString(UTF_8));
                written.release();
            }
            return text.toString();
        }
    }

    @BeforeEach
    void beginJournal() {
        journal.begin(cursor);
    }

    @AfterEach
    void close() {
        clients.forEach(client -> client.channel.finishAndReleaseAll());
        loop.finishAndReleaseAll();
        journal.close();
    }

    private TestClient faultyAmong(Interest interest) {
        new TestClient(interest);
        var faulty = new TestClient(interest);
        faulty.faulty = true;
        new TestClient(interest);
        return faulty;
    }

    private List<TestClient> others(TestClient faulty) {
        return clients.stream().filter(client -> client != faulty).toList();
    }

    private void update(String text) {
        cursor = TestSessions.append(journal, cursor, text);
    }

    @Test
    void deliversToAllOthersIfAnUnfilteredSessionFails() {
        assertThatOthersReceive(ALL);
    }

    @Test
    void deliversToAllOthersIfAFilteredSessionFails() {
        assertThatOthersReceive(ORDER);
    }

    private void assertThatOthersReceive(Interest interest) {
        var faulty = faultyAmong(interest);
        update("a");
        shard.deliver();
        update("b");
        shard.deliver();

        assertThat(others(faulty)).extracting(TestClient::received).containsOnly("ab");
        assertThat(faulty.channel.isOpen()).isFalse();
        assertThat(faulty.received()).isEmpty();
    }

    @Test
    void closesAllOthersIfOneSessionFails() {
        var faulty = faultyAmong(ALL);
        shard.close(_ -> true, CloseCode.TOKEN_ENDED, "revoked");

        assertThat(others(faulty))
                .allSatisfy(client -> assertThat(client.received()).endsWith("revoked"));
        assertThat(faulty.channel.isOpen()).isFalse();
    }

    @Test
    void pingsAllOthersIfOneSessionFails() {
        var faulty = faultyAmong(ALL);
        shard.tick(0, 0);

        assertThat(others(faulty)).allSatisfy(client -> assertThat(client.received()).isNotEmpty());
        assertThat(faulty.channel.isOpen()).isFalse();
    }

    @Test
    void endsEverySessionIfTheRoundItselfFails() {
        new TestClient(ALL);
        new TestClient(ORDER);
        update("a");
        clockFails = true;
        shard.deliver();

        assertThat(clients).noneMatch(client -> client.channel.isOpen());
    }
}
