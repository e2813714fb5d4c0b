package io.paycast.bench.start;

import io.paycast.embeddedkafka.EmbeddedKafka;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** The embedded broker as a process of its own, so that its CPU is told apart. */
final class BrokerMain {

    static final String READY = "broker ready at ";

    private BrokerMain() {}

    /** Argument: the data folder. */
    static void main(String[] arguments) throws InterruptedException {
        var broker = EmbeddedKafka.start(Path.of(arguments[0]));
        Runtime.getRuntime().addShutdownHook(new Thread(broker::close));
        System.out.println(READY + broker.bootstrapServers());
        new CountDownLatch(1).await();
    }
}
