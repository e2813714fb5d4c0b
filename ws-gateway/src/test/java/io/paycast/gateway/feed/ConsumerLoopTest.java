package io.paycast.gateway.feed;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.Topics;
import io.paycast.liveness.FatalError;
import io.paycast.testsupport.ChildProcess;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ConsumerLoopTest {

    /** A process with a loop whose work fails as when direct memory is exhausted. */
    static final class ExhaustedProcess {

        private ExhaustedProcess() {}

        static void main() throws InterruptedException {
            new ConsumerLoop(
                            "payment-feed",
                            () -> new ScriptedConsumer(Topics.PAYMENT_EVENTS),
                            _ -> {
                                throw new OutOfMemoryError("no direct memory");
                            })
                    .start();
            Thread.currentThread().join(); // like a server that serves on
        }
    }

    @Test
    void anErrorEndsTheProcessAndIsLogged(@TempDir Path folder) {
        try (var process =
                ChildProcess.startJava(
                        "gateway", ExhaustedProcess.class, List.of(), List.of(), folder)) {
            assertThat(process.awaitExit(Duration.ofSeconds(60))).isEqualTo(FatalError.EXIT_CODE);
            assertThat(process.output() + process.errors())
                    .contains("process ended thread=payment-feed exitCode=3")
                    .contains("no direct memory");
        }
    }
}
