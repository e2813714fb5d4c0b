package io.paycast.testsupport;

import io.paycast.embeddedkafka.EmbeddedKafka;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;

/**
 * The embedded broker as a process of its own, so that it can be killed as an operating system
 * kills. Says {@link #READY} when it serves clients, and goes when its parent closes its standard
 * input or dies.
 */
final class BrokerProcess {

    static final String READY = "broker ready at ";

    private BrokerProcess() {}

    /** Arguments: the data folder and the port, 0 for a free one. */
    static void main(String[] args) throws IOException {
        try (var broker = EmbeddedKafka.start(Path.of(args[0]), Integer.parseInt(args[1]))) {
            System.out.println(READY + broker.bootstrapServers());
            waitForTheParent(System.in);
        }
    }

    private static void waitForTheParent(InputStream in) throws IOException {
        in.transferTo(OutputStream.nullOutputStream());
    }
}
