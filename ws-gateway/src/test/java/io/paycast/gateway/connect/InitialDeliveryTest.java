package io.paycast.gateway.connect;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import io.paycast.gateway.access.Client;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.access.PaymentMode;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.cursor.CursorKeys;
import io.paycast.gateway.cursor.CursorSeal;
import io.paycast.gateway.fanout.Fanout;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.OrderSnapshots;
import io.paycast.gateway.limits.TestAllowance;
import io.paycast.gateway.session.Interest;
import io.paycast.gateway.session.SessionStart;
import io.paycast.gateway.stats.LatencyStats;
import io.paycast.liveness.Clocks;
import io.paycast.net.OwnOrigin;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** How a session starts that resumes at a gateway which has read two partitions to 100 each. */
class InitialDeliveryTest {

    private static final Uuid TOPIC = Uuid.randomUuid();
    private static final byte[] KEY = new byte[CursorSeal.KEY_BYTES];

    private final Journal journal = new Journal(1 << 20, 1 << 16);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final Fanout fanout =
            new Fanout(
                    journal,
                    new CursorKeys(KEY, null),
                    new LatencyStats(),
                    Clocks.same(InstantSource.system()),
                    Duration.ofSeconds(25),
                    Duration.ofSeconds(5));
    private final InitialDelivery initialDelivery =
            new InitialDelivery(journal, new OrderSnapshots(), Duration.ofSeconds(25));

    @BeforeEach
    void read() {
        journal.begin(cursor(50, 50));
        journal.skipTo(cursor(100, 100));
    }

    @AfterEach
    void close() {
        fanout.close();
        journal.close();
        channel.finishAndReleaseAll();
    }

    private static Cursor cursor(long... next) {
        return new Cursor(TOPIC, next);
    }

    private SessionStart resume(Cursor seen) {
        var since = new StartPosition.After(new CursorSeal(KEY).seal(seen));
        var client =
                new Client(
                        "user",
                        null,
                        null,
                        Instant.EPOCH,
                        Instant.MAX,
                        Set.of(Client.READ_PAYMENTS),
                        Entitlement.ALL);
        return initialDelivery.prepare(
                new Decision.Admitted(
                        client,
                        TestAllowance.unlimited(),
                        Interest.permitted(client.entitlement())),
                new ConnectRequest(
                        new WebSocketTransport("", List.of(WebSocketTransport.PAYCAST_V1)),
                        null,
                        null,
                        OwnOrigin.UNKNOWN,
                        new ConnectQuery(null, since, List.of(), List.of(), PaymentMode.ANY)),
                fanout.shardOf(channel.eventLoop()));
    }

    private static String firstMessage(SessionStart start) {
        return new String(start.messages().getFirst(), UTF_8);
    }

    @Test
    void resumesFromTheJournalAfterWhatTheGatewayHasRead() {
        assertThat(resume(cursor(50, 50))).isInstanceOf(SessionStart.Resume.class);
        assertThat(firstMessage(resume(cursor(100, 100)))).contains("\"complete\":true");
    }

    @Test
    void asksKafkaAboutACursorThatTheJournalNoLongerHolds() {
        assertThat(resume(cursor(49, 100))).isInstanceOf(SessionStart.AwaitReplay.class);
    }

    @Test
    void asksKafkaAboutACursorBeyondWhatTheGatewayHasRead() {
        assertThat(resume(cursor(50, 101))).isInstanceOf(SessionStart.AwaitReplay.class);
    }

    @Test
    void aCursorAmongOffsetsThatKafkaUsesAgainIsTooOld() {
        journal.skipLost(cursor(80, 100));
        assertThat(resume(cursor(80, 100))).isInstanceOf(SessionStart.Resume.class);
        for (long next : List.of(81L, 100L)) {
            assertThat(firstMessage(resume(cursor(next, 100)))).contains("\"complete\":false");
        }
        journal.skipTo(cursor(120, 100)); // the new records reach beyond the lost ones
        for (long next : List.of(81L, 100L)) {
            assertThat(firstMessage(resume(cursor(next, 100)))).contains("\"complete\":false");
        }
        assertThat(firstMessage(resume(cursor(101, 100)))).contains("\"complete\":true");
    }
}
