package io.paycast.events.tabby;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** Measures the parsing of one body. */
@State(Scope.Thread)
public class TabbyParserBenchmark {

    private final TabbyParser parser = new TabbyParser();
    private final byte[] body =
            """
            {"id":"5f9d1f30-7c3a-4f63-9c35-2b8f6f2f8a11","created_at":"2026-11-23T13:08:54Z",\
            "expires_at":"2026-11-23T13:28:54Z","closed_at":null,"status":"authorized",\
            "is_test":false,"is_expired":false,"amount":"150.00","currency":"AED",\
            "order":{"reference_id":"order-2026-00012345"},"captures":[{"id":"c",\
            "amount":"100.00","created_at":"2026-11-23T13:10:54Z","reference_id":"r"}],\
            "refunds":[],"meta":{"order_id":null,"customer":null},"token":"b2f1"}\
            """
                    .getBytes(UTF_8);

    @Benchmark
    public ParsedWebhook parse() {
        return parser.parse(body);
    }
}
