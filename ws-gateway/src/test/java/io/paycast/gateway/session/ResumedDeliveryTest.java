package io.paycast.gateway.session;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.paycast.gateway.access.Entitlement;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.journal.JournalReader;
import io.paycast.gateway.protocol.Frames;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A client that resumes at a gateway that has read the partitions in another order. */
class ResumedDeliveryTest {

    private static final Uuid TOPIC = Uuid.randomUuid();

    private final Journal journal = new Journal(1 << 16, 1 << 12);
    private final Channel channel = new Channel();

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void namesNoPositionWhileTheCursorBeforeItIsOlderThanTheClients() {
        journal.begin(cursor(0, 0));
        append(0, 0, cursor(1, 0));
        journal.skipTo(cursor(1, 1)); // a repeat on partition 1, which the client has passed
        append(0, 1, cursor(2, 1));
        var delivery =
                new Delivery(
                        new JournalReader(journal),
                        channel,
                        Interest.permitted(Entitlement.ALL),
                        journal.head());
        delivery.resumeAfter(0, cursor(0, 1), ResumedDeliveryTest::text);

        channel.room = 1;
        delivery.deliver(journal.head());
        assertThat(channel.cursors).containsExactly("1,1");
        assertThat(delivery.hasPending(journal.head())).isTrue();
        assertThat(delivery.resumePosition(journal.head()))
                .as("the journal's cursor there is 1,0: the client has passed it")
                .isEmpty();

        channel.room = 1;
        delivery.deliver(journal.head());
        assertThat(channel.cursors).containsExactly("1,1", "2,1");
        assertThat(delivery.resumePosition(journal.head())).hasValue(journal.head());
    }

    private void append(int partition, long offset, Cursor cursor) {
        byte[] json =
                "{\"Update\":\"u\",\"Cursor\":\"%s\"}"
                        .formatted(text(cursor))
                        .getBytes(StandardCharsets.UTF_8);
        journal.append(
                Frames.textLength(json.length),
                memory -> Frames.writeText(memory, json),
                partition,
                offset,
                cursor,
                0,
                "p",
                List.of("o"),
                "ae",
                false);
    }

    private static Cursor cursor(long... nextOffsets) {
        return new Cursor(TOPIC, nextOffsets);
    }

    private static String text(Cursor cursor) {
        return LongStream.of(cursor.nextOffset(0), cursor.nextOffset(1))
                .mapToObj(Long::toString)
                .collect(Collectors.joining(","));
    }

    /** Takes a number of writes. */
    private static final class Channel implements FrameWriter {
        final List<String> cursors = new ArrayList<>();
        int room;

        @Override
        public boolean isWritable() {
            return room > 0;
        }

        @Override
        public void write(ByteBuf frames) {
            room--;
            var json = new String(Frames.textPayload(frames), StandardCharsets.UTF_8);
            cursors.add(Arrays.asList(json.split("\"", -1)).get(7));
        }

        @Override
        public void flush() {}
    }
}
