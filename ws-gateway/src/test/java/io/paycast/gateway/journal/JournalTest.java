package io.paycast.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.gateway.cursor.Cursor;
import org.apache.kafka.common.Uuid;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class JournalTest {

    private static final int CHUNK = 64;
    private static final int FRAME = CHUNK / 2;

    private final Journal journal = new Journal(4 * CHUNK, CHUNK);

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void whatTheNextEvictionTakesIsKnownBeforeItIsTaken() {
        append(6);
        assertThat(journal.safeTail()).as("there is room for another chunk").isZero();
        append(2);
        assertThat(journal.tail()).isZero();
        assertThat(journal.safeTail()).isEqualTo(CHUNK);
        append(1);
        assertThat(journal.tail()).isEqualTo(CHUNK);
        assertThat(journal.safeTail()).isEqualTo(2 * CHUNK);
    }

    private void append(int frames) {
        for (int i = 0; i < frames; i++) {
            var cursor = new Cursor(Uuid.ONE_UUID, new long[] {i + 1});
            journal.append(
                    FRAME, memory -> memory.writeZero(FRAME), 0, i, cursor, 0, "payment", "order");
        }
    }
}
