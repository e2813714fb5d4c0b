package io.paycast.auth.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.auth.TestClock;
import io.paycast.events.Revocation;
import io.paycast.testsupport.PostgresUnderTest;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.kafka.common.Uuid;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

class RevocationPublisherTest {

    private final TestClock clock = new TestClock();
    private final FakeLog log = new FakeLog();
    private JdbcClient jdbc;
    private TransactionTemplate transactions;
    private Revocations revocations;
    private RevocationPublisher publisher;

    @BeforeEach
    void connect() {
        var database = PostgresUnderTest.freshDatabase();
        var source =
                new DriverManagerDataSource(
                        database.jdbcUrl(), database.username(), database.password());
        Flyway.configure()
                .dataSource(source)
                .locations("classpath:db/paycast-auth")
                .load()
                .migrate();
        jdbc = JdbcClient.create(source);
        transactions = new TransactionTemplate(new DataSourceTransactionManager(source));
        revocations = new Revocations(jdbc, Duration.ofHours(1), clock);
        publisher = new RevocationPublisher(revocations, log, jdbc, transactions);
    }

    @AfterEach
    void stop() {
        publisher.stop();
    }

    @Test
    void publishesEachRevocationOnce() throws Exception {
        publisher.start();
        revocations.revokeSession("one");
        log.awaitPublished();
        revocations.revokeSession("two");
        log.awaitPublished();

        assertThat(log.ids()).containsExactly("one", "two");
    }

    @Test
    void doesNotPublishARolledBackRevocation() throws Exception {
        publisher.start();
        transactions.executeWithoutResult(transaction -> {
            revocations.revokeSession("rolled back");
            transaction.setRollbackOnly();
        });
        revocations.revokeSession("committed");
        log.awaitPublished();

        assertThat(log.ids()).containsExactly("committed");
    }

    @Test
    void retriesUntilPublished() throws Exception {
        log.failuresLeft.set(2);
        revocations.revokeSession("one");
        publisher.start();
        log.awaitPublished();

        assertThat(log.ids()).containsExactly("one");
        assertThat(log.failuresLeft).hasValue(0);
    }

    @Test
    void republishesUnexpiredRevocationsToATopicThatWasReplaced() throws Exception {
        revocations.revokeSession("expired");
        clock.advance(Duration.ofHours(2));
        revocations.revokeSession("unexpired");
        jdbc.sql("update revocations set published = true").update();

        publisher.start(); // the topic may have been replaced before
        log.awaitPublished();
        log.topicId = Uuid.randomUuid();
        log.awaitPublished();

        assertThat(log.ids()).containsExactly("unexpired", "unexpired");
    }

    @Test
    void publishesALaterRevocationOfTheSameSubject() throws Exception {
        publisher.start();
        revocations.revokeSubject("someone");
        log.awaitPublished();
        clock.advance(Duration.ofMinutes(5));
        revocations.revokeSubject("someone");
        log.awaitPublished();

        assertThat(log.published.getLast().issuedUntil()).isEqualTo(clock.instant());
    }

    @Test
    void revokesATokenIssuedBetweenTwoRevocationsInOneSecond() {
        revocations.revokeSubject("someone");
        var between = revocations.issueTime("someone");
        assertThat(revocations.isRevoked("", "", "someone", between)).isFalse();

        revocations.revokeSubject("someone");

        assertThat(revocations.isRevoked("", "", "someone", between)).isTrue();
        assertThat(revocations.isRevoked("", "", "someone", revocations.issueTime("someone")))
                .isFalse();
    }

    private static final class FakeLog implements RevocationLog {

        final List<Revocation> published = new CopyOnWriteArrayList<>();
        volatile Uuid topicId = Uuid.randomUuid();
        final AtomicInteger failuresLeft = new AtomicInteger();
        private final Semaphore arrived = new Semaphore(0);

        @Override
        public Uuid ensureTopic() {
            return topicId;
        }

        @Override
        public void publish(List<Revocation> revocations) {
            if (failuresLeft.get() > 0) {
                failuresLeft.decrementAndGet();
                throw new RevocationLogException("unreachable", new IllegalStateException());
            }
            published.addAll(revocations);
            arrived.release(revocations.size());
        }

        @Override
        public void purge(List<Revocation> expired) {}

        @Override
        public void close() {}

        List<String> ids() {
            return published.stream().map(Revocation::id).toList();
        }

        void awaitPublished() throws InterruptedException {
            assertThat(arrived.tryAcquire(60, TimeUnit.SECONDS)).as("published in time").isTrue();
        }
    }
}
