package io.paycast.embeddedkafka;

import java.io.OutputStream;
import java.io.PrintStream;

/** Discards what Kafka's storage formatter prints. */
final class SilentStream {

    static final PrintStream INSTANCE = new PrintStream(OutputStream.nullOutputStream());

    private SilentStream() {}
}
