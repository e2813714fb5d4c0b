package io.paycast.gateway;

import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.TestTokens;
import java.util.stream.Stream;

/** A live gateway with what it needs: a token issuer, and a producer of payment records. */
record GatewayUnderTest(TestTokens tokens, PaymentRecords records, RunningGateway gateway)
        implements AutoCloseable {

    /** Starts one with these settings; see {@link RunningGateway#start}. */
    static GatewayUnderTest live(String... settings) {
        var kafka = KafkaUnderTest.bootstrapServers();
        var tokens = TestTokens.start();
        var records = new PaymentRecords(kafka); // creates the topic that the gateway reads
        return new GatewayUnderTest(
                tokens, records, RunningGateway.start(kafka, tokens, settings).live());
    }

    /** Starts one whose journal is as small as possible, so that clients soon need a replay. */
    static GatewayUnderTest withSmallJournal(String... settings) {
        var small =
                Stream.of(
                        "paycast.gateway.journal-size=128KB", "paycast.gateway.journal-chunk=64KB");
        return live(Stream.concat(small, Stream.of(settings)).toArray(String[]::new));
    }

    @Override
    public void close() {
        gateway.close();
        records.close();
        tokens.close();
    }
}
