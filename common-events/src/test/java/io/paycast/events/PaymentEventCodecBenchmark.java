package io.paycast.events;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.events.PaymentEventCodec.Decoded;
import java.nio.ByteBuffer;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.header.internals.RecordHeader;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Measures encoding and decoding of one record. */
@State(Scope.Thread)
public class PaymentEventCodecBenchmark {

    private static final String TRACEPARENT =
            "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

    private final PaymentEventCodec codec = new PaymentEventCodec();
    private final PaymentEvent event =
            PaymentEvent.of(
                    "ae",
                    Instant.parse("2026-11-23T13:10:55.123456Z"),
                    BenchmarkPayments.captured("100.00"));
    private final ProducerRecord<String, byte[]> sent = codec.encode(event, TRACEPARENT);

    @Benchmark
    public ProducerRecord<String, byte[]> encode() {
        return codec.encode(event, TRACEPARENT);
    }

    @Benchmark
    public Decoded decode() {
        return codec.decode(received());
    }

    PaymentEvent event() {
        return event;
    }

    /** A record as the consumer returns it: its headers are not decoded yet. */
    private ConsumerRecord<String, byte[]> received() {
        var message = new ConsumerRecord<>(sent.topic(), 0, 0, sent.key(), sent.value());
        for (var header : sent.headers()) {
            message.headers()
                    .add(
                            new RecordHeader(
                                    ByteBuffer.wrap(header.key().getBytes(UTF_8)),
                                    ByteBuffer.wrap(header.value())));
        }
        return message;
    }
}
