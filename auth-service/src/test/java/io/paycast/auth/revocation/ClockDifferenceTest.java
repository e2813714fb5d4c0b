package io.paycast.auth.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.auth.RunningAuth;
import io.paycast.auth.TestClock;
import io.paycast.testsupport.PostgresUnderTest;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.springframework.transaction.support.TransactionTemplate;

/** The clocks of instances differ from each other and from the database's. */
class ClockDifferenceTest {

    @Test
    void revokesTheTokensOfAnInstanceWhoseClockIsAhead() {
        var database = PostgresUnderTest.freshDatabase();
        var now = Instant.now();
        try (var ahead =
                        RunningAuth.startWithDatabaseClock(
                                new TestClock(now.plusSeconds(60)), database);
                var late =
                        RunningAuth.startWithDatabaseClock(
                                new TestClock(now.plusSeconds(57)), database)) {
            var name = ahead.user("omar", "users:write");
            var login = ahead.client().login(name, RunningAuth.PASSWORD);
            late.client().with(login.token()).get("/api/auth/users").expectStatus().isOk();

            late.admin()
                    .post("/api/auth/revoke", Map.of("username", name))
                    .expectStatus()
                    .isNoContent();

            for (var instance : new RunningAuth[] {ahead, late}) {
                instance.client()
                        .with(login.token())
                        .get("/api/auth/users")
                        .expectStatus()
                        .isUnauthorized();
            }
            var next = late.client().login(name, RunningAuth.PASSWORD);
            ahead.client().with(next.token()).get("/api/auth/users").expectStatus().isOk();
        }
    }

    @Test
    void keepsARevocationForTheLongestLifetimeThatATokenCanHave() {
        try (var auth =
                RunningAuth.start(
                        "paycast.auth.tokens.access-life=1m",
                        "paycast.auth.tokens.customer-life=1m",
                        "paycast.auth.tokens.customer-max-life=1m")) {
            var revocations = auth.bean(Revocations.class);
            var issuedBefore = auth.clock.instant();
            revocations.revokeToken("a-token-of-24-hours");

            auth.clock.advance(Duration.ofHours(24));

            assertThat(revocations.expired(10)).isEmpty();
            assertThat(revocations.isRevoked("a-token-of-24-hours", "", "", issuedBefore)).isTrue();
        }
    }

    @Test
    void readsTheTimeNowWithinATransaction() {
        try (var auth = RunningAuth.start()) {
            var clock = new DatabaseClock(auth.jdbc());
            var transactions = auth.bean(TransactionTemplate.class);

            transactions.executeWithoutResult(_ -> {
                var first = clock.instant();
                auth.jdbc().sql("select pg_sleep(0.01)").query((_, _) -> true).single();
                assertThat(clock.instant()).isAfterOrEqualTo(first.plusMillis(10));
            });
            assertThat(Duration.between(clock.instant(), Instant.now()).abs())
                    .isLessThan(Duration.ofMinutes(1));
        }
    }
}
