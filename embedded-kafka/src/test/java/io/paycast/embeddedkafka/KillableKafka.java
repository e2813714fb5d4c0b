package io.paycast.embeddedkafka;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;

/** Runs a broker in a separate process, so that a test can kill it. It ends with its parent. */
final class KillableKafka {

    private KillableKafka() {}

    public static void main(String[] arguments) throws IOException {
        try (var kafka = EmbeddedKafka.start(Path.of(arguments[0]))) {
            System.out.println(kafka.bootstrapServers());
            System.in.transferTo(OutputStream.nullOutputStream());
        }
    }
}
