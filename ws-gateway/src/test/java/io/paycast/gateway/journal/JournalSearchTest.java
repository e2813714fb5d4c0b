package io.paycast.gateway.journal;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.gateway.cursor.Cursor;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.kafka.common.Uuid;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What a search costs, in entries visited: in full chunks only those that are selected. The journal
 * has 40 full chunks of 100 entries, and half a chunk.
 */
class JournalSearchTest {

    private static final int PER_CHUNK = 100;
    private static final int CHUNKS = 40;
    private static final int IN_LAST_CHUNK = PER_CHUNK / 2;
    private static final int ENTRIES = CHUNKS * PER_CHUNK + IN_LAST_CHUNK;

    /** The most names in a filter. */
    private static final int MAX_NAMES = 64;

    private final Journal journal = new Journal((CHUNKS + 1) * PER_CHUNK, PER_CHUNK);
    private final List<Entry> visited = new ArrayList<>();
    private Cursor cursor = new Cursor(Uuid.ONE_UUID, new long[1]);
    private final Cursor start = cursor;

    @BeforeEach
    void fill() {
        journal.begin(start);
        for (int i = 0; i < ENTRIES; i++) {
            append("payment-" + i, "order-" + i / 2, i % 50 == 7 ? "sa" : "ae");
        }
    }

    @AfterEach
    void close() {
        journal.close();
    }

    @Test
    void visitsTheEntriesOfOneOrder() {
        var selection = named(List.of("order-1000"));
        assertThat(journal.last(1_000, journal.head(), selection))
                .isEqualTo(new Journal.Last(2_000, 2));
        assertThat(visited).hasSize(2 + IN_LAST_CHUNK);
        assertThat(journal.countAfter(start, 0, journal.head(), selection)).isEqualTo(2);
        assertThat(visited).hasSize(2 * (2 + IN_LAST_CHUNK));
    }

    @Test
    void visitsNothingInFullChunksForNamesThatMatchNothing() {
        var selection = named(names("nothing-", MAX_NAMES));
        assertThat(journal.last(1_000, journal.head(), selection).count()).isZero();
        assertThat(visited).hasSize(IN_LAST_CHUNK);
        assertThat(journal.countAfter(start, 0, journal.head(), selection)).isZero();
        assertThat(visited).hasSize(2 * IN_LAST_CHUNK);
        journal.forEach(0, journal.head(), selection, entry -> true);
        assertThat(visited).hasSize(3 * IN_LAST_CHUNK);
    }

    @Test
    void visitsWhatTheClientIsOwedForNamesThatMatchEverything() {
        for (int i = 0; i < ENTRIES; i++) {
            append("payment", "order-" + i % MAX_NAMES, "ae");
        }
        var selection = named(names("order-", MAX_NAMES));
        assertThat(journal.last(1_000, journal.head(), selection).count()).isEqualTo(1_000);
        assertThat(visited).hasSize(1_000);
    }

    @Test
    void visitsTheEntriesOfOneMerchant() {
        var selection = merchant("sa");
        assertThat(journal.last(10, journal.head(), selection).count()).isEqualTo(10);
        assertThat(visited).hasSize(9 + IN_LAST_CHUNK);
    }

    @Test
    void countsTheEntriesOfAMerchantWithoutAVisit() {
        assertThat(journal.countAfter(start, 0, journal.head(), merchant("sa")))
                .isEqualTo(ENTRIES / 50);
        assertThat(visited).hasSize(IN_LAST_CHUNK);
        visited.clear();
        var afterHalfAChunk = start.after(0, PER_CHUNK / 2 - 1);
        assertThat(journal.countAfter(afterHalfAChunk, 0, journal.head(), merchant("ae")))
                .isEqualTo((ENTRIES - PER_CHUNK / 2) / 50 * 49);
        assertThat(visited).as("of two chunks").hasSizeLessThan(PER_CHUNK + IN_LAST_CHUNK);
    }

    private static List<String> names(String prefix, int count) {
        return IntStream.range(0, count).mapToObj(i -> prefix + i).toList();
    }

    private Selection named(Collection<String> names) {
        return counting(names, (merchantCode, test) -> true);
    }

    private Selection merchant(String code) {
        return counting(null, (merchantCode, test) -> code.equals(merchantCode));
    }

    private Selection counting(@Nullable Collection<String> names, Selection.Audience audience) {
        return new Selection(
                names,
                audience,
                entry -> {
                    visited.add(entry);
                    return audience.sees(entry.merchantCode(), entry.test())
                            && (names == null
                                    || Stream.concat(
                                                    Stream.of(entry.paymentId()),
                                                    entry.orderReferences().stream())
                                            .anyMatch(names::contains));
                });
    }

    /** Appends a frame of one byte. */
    private void append(String payment, String order, String merchant) {
        long offset = cursor.nextOffset(0);
        cursor = cursor.after(0, offset);
        journal.append(
                1,
                memory -> memory.writeByte(0),
                0,
                offset,
                cursor,
                0,
                payment,
                List.of(order),
                merchant,
                false);
    }
}
