package io.paycast.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessResourceFailureException;
import org.springframework.http.HttpStatus;
import reactor.core.publisher.Mono;

class WorkersTest {

    private final Workers workers = new Workers("test", 1, 1);
    private final CountDownLatch begun = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);

    @AfterEach
    void close() {
        letGo.countDown();
        workers.close();
    }

    @Test
    void what_finds_the_queue_full_is_told_to_come_back_and_what_waits_is_done() throws Exception {
        var running =
                workers.answer(
                                () -> {
                                    begun.countDown();
                                    letGo.await();
                                    return new Answer.Done();
                                })
                        .toFuture();
        begun.await();
        var waiting = workers.answer(Answer.Done::new).toFuture();

        var refused = problem(workers.answer(Answer.Done::new));
        assertThat(refused.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(refused.headers()).containsEntry("Retry-After", "2");

        letGo.countDown();
        assertThat(running.get()).isEqualTo(new Answer.Done());
        assertThat(waiting.get()).isEqualTo(new Answer.Done());
    }

    @Test
    void a_client_that_went_away_is_not_worked_for() throws Exception {
        var done = new CountDownLatch(1);
        var running =
                workers.answer(
                                () -> {
                                    begun.countDown();
                                    letGo.await();
                                    return new Answer.Done();
                                })
                        .toFuture();
        begun.await();
        var gone =
                workers.answer(
                                () -> {
                                    done.countDown();
                                    return new Answer.Done();
                                })
                        .subscribe();

        gone.dispose();
        letGo.countDown();
        running.get();
        workers.close();

        assertThat(done.getCount()).isEqualTo(1);
    }

    @Test
    void a_database_that_is_away_is_no_fault_of_ours() {
        var away =
                problem(workers.answer(() -> fail(new DataAccessResourceFailureException("no"))));

        assertThat(away.status()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);
        assertThat(away.headers()).containsKey("Retry-After");
    }

    @Test
    void a_fault_tells_the_caller_nothing_of_the_inside() {
        var fault = problem(workers.answer(() -> fail(new IllegalStateException("inner secret"))));

        assertThat(fault.status()).isEqualTo(HttpStatus.INTERNAL_SERVER_ERROR);
        assertThat(fault.detail()).doesNotContain("inner");
    }

    private static Answer fail(RuntimeException with) {
        throw with;
    }

    private static Problem problem(Mono<Answer> answer) {
        return ((Answer.Refused) Objects.requireNonNull(answer.block())).problem();
    }
}
