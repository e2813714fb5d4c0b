package io.paycast.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;

class BoundedExecutorTest {

    private final BoundedExecutor executor = new BoundedExecutor("test", 1, 1);
    private final CountDownLatch started = new CountDownLatch(1);
    private final CountDownLatch release = new CountDownLatch(1);

    @AfterEach
    void close() {
        release.countDown();
        executor.close();
    }

    @Test
    void what_finds_the_queue_full_is_told_to_come_back_and_what_waits_is_done() throws Exception {
        var running =
                executor.respond(
                                () -> {
                                    started.countDown();
                                    release.await();
                                    return new AuthResponse.NoContent();
                                })
                        .toFuture();
        started.await();
        var waiting = executor.respond(AuthResponse.NoContent::new).toFuture();

        var refused = problem(executor.respond(AuthResponse.NoContent::new));
        assertThat(refused.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(refused.headers()).containsEntry("Retry-After", "2");

        release.countDown();
        assertThat(running.get()).isEqualTo(new AuthResponse.NoContent());
        assertThat(waiting.get()).isEqualTo(new AuthResponse.NoContent());
    }

    @Test
    void a_client_that_went_away_is_not_worked_for() throws Exception {
        var done = new CountDownLatch(1);
        var running =
                executor.respond(
                                () -> {
                                    started.countDown();
                                    release.await();
                                    return new AuthResponse.NoContent();
                                })
                        .toFuture();
        started.await();
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
    void a_database_that_is_away_is_no_fault_of_ours() {
        var away =
                problem(executor.respond(() -> fail(new DataAccessResourceFailureException("no"))));

        assertThat(away.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(away.headers()).containsKey("Retry-After");
    }

    @Test
    void a_fault_tells_the_caller_nothing_of_the_inside() {
        var fault =
                problem(executor.respond(() -> fail(new IllegalStateException("inner secret"))));

        assertThat(fault.status()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
        assertThat(fault.detail()).doesNotContain("inner");
    }

    private static AuthResponse fail(RuntimeException with) {
        throw with;
    }

    private static Problem problem(Mono<AuthResponse> answer) {
        return ((AuthResponse.Refused) Objects.requireNonNull(answer.block())).problem();
    }
}
