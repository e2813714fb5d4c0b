package io.paycast.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.paycast.http.Problem;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;
import reactor.core.publisher.Mono;

@Timeout(60)
class BoundedExecutorTest {

    private final BoundedExecutor executor = new BoundedExecutor("test", 1, 1);
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        executor.close();
    }

    /** Runs work that ends when {@link #release} is counted down. */
    private CompletableFuture<@Nullable AuthResponse> occupyTheThread()
            throws InterruptedException {
        var running =
                executor.respond(
                                () -> {
                                    started.countDown();
                                    release.await();
                                    return new AuthResponse.NoContent();
                                })
                        .toFuture();
        started.await();
        return running;
    }

    @Test
    void refusesWorkWhenTheQueueIsFullAndRunsWhatIsQueued() throws Exception {
        var running = occupyTheThread();
        var waiting = executor.respond(AuthResponse.NoContent::new).toFuture();

        var refused = problem(executor.respond(AuthResponse.NoContent::new));
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.headers()).containsEntry("Retry-After", "2");

        release.countDown();
        assertThat(running.get()).isEqualTo(new AuthResponse.NoContent());
        assertThat(waiting.get()).isEqualTo(new AuthResponse.NoContent());
    }

    @Test
    void skipsQueuedWorkOfADisconnectedClient() throws Exception {
        var done = new CountDownLatch(1);
        var running = occupyTheThread();
        var cancelled =
                executor.respond(
                                () -> {
                                    done.countDown();
                                    return new AuthResponse.NoContent();
                                })
                        .subscribe();

        cancelled.dispose();
        release.countDown();
        running.get();
        executor.close();

        assertThat(done.getCount()).isEqualTo(1);
    }

    @Test
    void givesThePlaceOfADisconnectedClientToAnother() throws Exception {
        var running = occupyTheThread();
        executor.respond(AuthResponse.NoContent::new).subscribe().dispose();

        var waiting = executor.respond(AuthResponse.NoContent::new).toFuture();
        release.countDown();

        assertThat(running.get()).isEqualTo(new AuthResponse.NoContent());
        assertThat(waiting.get()).isEqualTo(new AuthResponse.NoContent());
    }

    @Test
    void responds503WhenTheDatabaseIsUnavailable() {
        var unavailable =
                problem(executor.respond(() -> fail(new DataAccessResourceFailureException("no"))));

        assertThat(unavailable.status()).isEqualTo(503);
        assertThat(unavailable.headers()).containsKey("Retry-After");
    }

    @Test
    void hidesTheCauseOfAFaultFromTheClient() {
        var fault =
                problem(executor.respond(() -> fail(new IllegalStateException("inner secret"))));

        assertThat(fault.status()).isEqualTo(500);
        assertThat(fault.detail()).doesNotContain("inner");
    }

    @Test
    void respondsToAClientWhoseWorkEndsWithAnError() {
        var fault =
                problem(
                        executor.respond(() -> {
                            throw new StackOverflowError();
                        }));

        assertThat(fault.status()).isEqualTo(500);
    }

    @Test
    void logsAtMostSixtyFailuresAMinute() {
        var logger = (Logger) LoggerFactory.getLogger(BoundedExecutor.class);
        var lines = new ListAppender<ILoggingEvent>();
        lines.start();
        logger.addAppender(lines);
        try {
            for (int i = 0; i < 100; i++) {
                problem(executor.respond(() -> fail(new DataAccessResourceFailureException("no"))));
            }
        } finally {
            logger.detachAppender(lines);
        }
        assertThat(lines.list).hasSizeLessThanOrEqualTo(60);
    }

    private static AuthResponse fail(RuntimeException with) {
        throw with;
    }

    private static Problem problem(Mono<AuthResponse> response) {
        return ((AuthResponse.Refused) Objects.requireNonNull(response.block())).problem();
    }
}
