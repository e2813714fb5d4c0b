package io.paycast.events;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.format.DateTimeFormatterBuilder;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Compares with Java's own formatter. */
class Rfc3339Test {

    private static final long SEED = System.nanoTime();

    static List<Instant> times() {
        var random = new Random(SEED);
        return random.longs(1_000, -62_168_000_000L, 253_403_000_000L)
                .mapToObj(second -> Instant.ofEpochSecond(second, random.nextInt(1_000_000_000)))
                .toList();
    }

    @Test
    void formatsAndParsesRandomTimesLikeJava() {
        var micros = new DateTimeFormatterBuilder().appendInstant(6).toFormatter();
        assertThat(times())
                .as("seed %d", SEED)
                .allSatisfy(time -> {
                    assertThat(Rfc3339.micros(time)).isEqualTo(micros.format(time));
                    assertThat(Rfc3339.parse(time.toString())).isEqualTo(time);
                });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-11-23T07:38:00Z",
                "2026-11-23T07:38:00.1Z",
                "2026-11-23T07:38:00.123456789Z",
                "2024-02-29T23:59:59.999999Z",
                "0000-01-01T00:00:00Z",
                "9999-12-31T23:59:59.999999999Z",
                "2026-11-23T24:00:00Z",
                "2026-11-23T23:59:60Z",
                "2026-11-23t07:38:00z",
                "2026-11-23T07:38:00.Z",
                "2026-11-23T07:38:00+04:00",
                "+10000-01-01T00:00:00Z",
                "-0001-01-01T00:00:00Z"
            })
    void parsesATimeLikeJava(String text) {
        assertThat(Rfc3339.parse(text)).isEqualTo(Instant.parse(text));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Z",
                "2026-11-23",
                "2026-11-23T07:38Z",
                "2026-11-23T07:38:00",
                "2026-11-23 07:38:00Z",
                "2026-11-23T07:38:00,1Z",
                "2026-11-23T07:38:00.1234567890Z",
                "2026-13-23T07:38:00Z",
                "2026-02-29T07:38:00Z",
                "2026-11-00T07:38:00Z",
                "2026-11-23T25:38:00Z",
                "2026-11-23T07:60:00Z",
                "2026-11-23T07:38:60Z",
                "2026-11-23T07:38:0/Z",
                "2026-11-23T07:38:0:Z",
                "٢026-11-23T07:38:00Z"
            })
    void refusesWhatJavaRefuses(String text) {
        assertThatThrownBy(() -> Instant.parse(text)).isInstanceOf(DateTimeException.class);
        assertThatThrownBy(() -> Rfc3339.parse(text)).isInstanceOf(DateTimeException.class);
    }
}
