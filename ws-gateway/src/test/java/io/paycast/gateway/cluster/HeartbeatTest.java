package io.paycast.gateway.cluster;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Stream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Encoding and decoding of heartbeats. */
class HeartbeatTest {

    private static final Heartbeat HEARTBEAT = TestHeartbeats.of("g1", 3);
    private static final String VALUE = new String(HEARTBEAT.encode().value(), UTF_8);

    private static ConsumerRecord<String, byte[]> message(
            @Nullable String key, byte @Nullable [] value) {
        return new ConsumerRecord<>("gateway-presence", 0, 0, key, value);
    }

    @Test
    void decodesAnEncodedHeartbeat() {
        var sent = HEARTBEAT.encode();
        assertThat(sent.key()).isEqualTo("g1");
        assertThat(Heartbeat.decode(message(sent.key(), sent.value()))).contains(HEARTBEAT);
    }

    @Test
    void ignoresUnknownMembers() {
        var newer = VALUE.replaceFirst("\\{", "{\"news\":[1],");
        assertThat(Heartbeat.decode(message("g1", newer.getBytes(UTF_8)))).contains(HEARTBEAT);
    }

    static Stream<String> poison() {
        return Stream.of(
                "",
                "null",
                "[]",
                "{}",
                "{",
                "\u0000",
                "x".repeat(100_000),
                VALUE + " ".repeat(64 * 1024),
                VALUE.replace("http://127.0.0.1:1", "file:///etc/passwd"),
                VALUE.replace("http://127.0.0.1:1", "http://user@127.0.0.1:1"),
                VALUE.replace("http://127.0.0.1:1", "not an address"),
                VALUE.replace("\"connections\":3", "\"connections\":\"many\""),
                VALUE.replace("\"counts\"", "\"other\""),
                VALUE.replace("\"gatewayId\":\"g1\"", "\"gatewayId\":\"another\""),
                VALUE.replace("\"gatewayId\":\"g1\"", "\"gatewayId\":null"));
    }

    @ParameterizedTest
    @MethodSource("poison")
    void rejectsInvalidHeartbeats(String value) {
        assertThat(value).isNotEqualTo(VALUE);
        assertThat(Heartbeat.decode(message("g1", value.getBytes(UTF_8)))).isEmpty();
    }

    @Test
    void rejectsARecordWithoutAKey() {
        assertThat(Heartbeat.decode(message(null, HEARTBEAT.encode().value()))).isEmpty();
    }
}
