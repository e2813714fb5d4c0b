package io.paycast.events;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RevocationTest {

    private static final Revocation REVOCATION =
            new Revocation(
                    Revocation.Scope.SESSION,
                    "a:b c",
                    Instant.ofEpochSecond(10),
                    Instant.ofEpochSecond(20));

    @Test
    void decodesWhatItEncoded() {
        var sent = REVOCATION.encode();

        assertThat(sent.topic()).isEqualTo("token-revocations");
        assertThat(sent.key()).isEqualTo("session:a:b c");
        assertThat(new String(sent.value(), UTF_8)).isEqualTo("10 20");
        assertThat(decoded(sent.key(), "10 20")).contains(REVOCATION);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "null",
            value = {
                "null, 10 20",
                "session:a, null",
                "session, 10 20",
                "other:a, 10 20",
                "session:a, 10",
                "session:a, 10 x",
                "session:a, ''",
            })
    void returnsNothingForARecordThatIsNotARevocation(
            @Nullable String key, @Nullable String value) {
        assertThat(decoded(key, value)).isEmpty();
    }

    private static Optional<Revocation> decoded(@Nullable String key, @Nullable String value) {
        var bytes = value == null ? null : value.getBytes(UTF_8);
        return Revocation.decode(new ConsumerRecord<>("token-revocations", 0, 0, key, bytes));
    }
}
