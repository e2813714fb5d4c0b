package io.paycast.embeddedkafka;

import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** Runs a broker in a separate process, so that a test can kill it. */
final class KillableKafka {

    private KillableKafka() {}

    public static void main(String[] arguments) throws InterruptedException {
        var kafka = EmbeddedKafka.start(Path.of(arguments[0]));
        System.out.println(kafka.bootstrapServers());
        new CountDownLatch(1).await();
    }
}
