package io.paycast.gateway.feed;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.PaymentEventCodec;
import io.paycast.events.PaymentEventCodec.Decoded;
import io.paycast.gateway.cursor.Cursor;
import io.paycast.gateway.journal.Journal;
import io.paycast.gateway.ledger.OrderSnapshots;
import io.paycast.gateway.protocol.Frames;
import io.paycast.testsupport.Fuzzer;
import java.util.Arrays;
import java.util.Objects;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.header.Headers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/**
 * Feeds mutated records of Kafka to the processor. An input is lines of headers, an empty line and
 * the value.
 */
class RecordFuzzTest {

    private static final JsonMapper JSON = JsonMapper.shared();
    private static final int MAX_FRAME_BYTES = 32 * 1024;

    private final PaymentEventCodec codec = new PaymentEventCodec();
    private final Journal journal = new Journal(1 << 20, 1 << 16);
    private final RecordProcessor processor =
            RecordProcessorTest.processorFor(journal, new OrderSnapshots());
    private long offset;

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void showsARecordAsOneUpdateOrSkipsIt() {
        var start = new Cursor(new Uuid(1, 2), new long[] {0});
        processor.begin(start, start);
        Fuzzer.of(RecordFuzzTest.class, "record")
                .withWords(
                        "\"captures\":[{\"id\":\"c\",\"amount\":1}],",
                        "\"orderReference\":\"o\",",
                        "E2147483630",
                        "/retrieve",
                        "\nce_unknown: true",
                        "null",
                        "\\ud800")
                .allocatingAtMost(500_000, 100)
                .run(this::check);
    }

    private Object check(byte[] input) {
        var record = recordOf(input);
        long before = journal.head();
        processor.accept(record);
        assertThat(journal.headCursor().nextOffset(0)).isEqualTo(offset);
        boolean shown = journal.head() > before;
        if (shown) {
            checkUpdate(before);
        }
        return switch (codec.decode(record)) {
            case Decoded.Poison(var reason) -> {
                assertThat(shown).isFalse();
                yield reason;
            }
            case Decoded.Event(var event) -> {
                var encoded = codec.encode(event, null);
                assertThat(codec.decode(recordOf(encoded.headers(), encoded.value())))
                        .isEqualTo(new Decoded.Event(event));
                yield event.payment().status() + " " + event.source() + " " + shown;
            }
        };
    }

    private void checkUpdate(long from) {
        var frame = Objects.requireNonNull(journal.read(from, journal.head()));
        assertThat(frame.readableBytes()).isLessThan(MAX_FRAME_BYTES);
        var update = JSON.readTree(Frames.textPayload(frame));
        frame.release();
        assertThat(update.path("PaymentId").isString()).isTrue();
        assertThat(update.path("Amount").isNumber()).isTrue();
        assertThat(update.path("Cursor").isString()).isTrue();
    }

    private ConsumerRecord<String, byte[]> recordOf(byte[] input) {
        int end = indexOfEmptyLine(input);
        var record =
                new ConsumerRecord<>(
                        "payment-events",
                        0,
                        offset++,
                        "key",
                        end < 0 ? new byte[0] : Arrays.copyOfRange(input, end + 2, input.length));
        new String(input, 0, end < 0 ? input.length : end, UTF_8)
                .lines()
                .forEach(line -> {
                    int colon = line.indexOf(": ");
                    if (colon > 0) {
                        record.headers()
                                .add(
                                        line.substring(0, colon),
                                        line.substring(colon + 2).getBytes(UTF_8));
                    }
                });
        return record;
    }

    private static ConsumerRecord<String, byte[]> recordOf(Headers headers, byte[] value) {
        var record = new ConsumerRecord<>("payment-events", 0, 0, "key", value);
        headers.forEach(header -> record.headers().add(header));
        return record;
    }

    private static int indexOfEmptyLine(byte[] input) {
        for (int i = 1; i < input.length; i++) {
            if (input[i] == '\n' && input[i - 1] == '\n') {
                return i - 1;
            }
        }
        return -1;
    }
}
