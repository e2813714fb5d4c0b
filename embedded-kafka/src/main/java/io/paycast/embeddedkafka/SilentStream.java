package io.paycast.embeddedkafka;

import java.io.OutputStream;
import java.io.PrintStream;

/** Where Kafka's formatter may print. */
final class SilentStream {

    static final PrintStream INSTANCE = new PrintStream(OutputStream.nullOutputStream());

    private SilentStream() {}
}
