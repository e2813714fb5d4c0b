package io.paycast.auth.revocation;

import io.paycast.events.Revocation;
import io.paycast.events.Revocation.Scope;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionSynchronization;
import org.springframework.transaction.support.TransactionSynchronizationManager;

/**
 * Records revocations in the outbox table {@code revocations}, in the transaction that revokes, so
 * that a crash loses none. {@link RevocationPublisher} publishes them to Kafka. Thread-safe;
 * methods block.
 */
public final class Revocations {

    private final JdbcClient jdbc;
    private final Duration retention;
    private final InstantSource clock;
    private final Semaphore recorded = new Semaphore(0);

    /**
     * @param retention the longest time for which any token issued until now can be accepted,
     *     including the clock skew of verifiers
     * @param clock the clock of all instances, see {@link DatabaseClock}
     */
    public Revocations(JdbcClient jdbc, Duration retention, InstantSource clock) {
        this.jdbc = jdbc;
        this.retention = retention;
        this.clock = clock;
    }

    /** Revokes one token. */
    public void revokeToken(String jti) {
        record(Scope.TOKEN, jti, newExpiry());
    }

    /** Revokes all past and future tokens of a session. */
    public void revokeSession(String sid) {
        record(Scope.SESSION, sid, newExpiry());
    }

    /** Revokes all tokens of a subject that were issued until now. */
    public void revokeSubject(String sub) {
        record(Scope.SUBJECT, sub, clock.instant());
    }

    /**
     * Returns the claim {@code iat} for a new token: now, or the second after the subject's last
     * revocation, so that this revocation does not cover the new token.
     */
    public Instant issueTime(String sub) {
        var now = clock.instant();
        return jdbc.sql("select issued_until from revocations where scope = 'SUBJECT' and id = ?")
                .param(sub)
                .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .optional()
                .map(until -> Instant.ofEpochSecond(until.getEpochSecond() + 1))
                .filter(now::isBefore)
                .orElse(now);
    }

    /** Returns whether a token with these claims is revoked. */
    public boolean isRevoked(String jti, String sid, String sub, Instant issuedAt) {
        return jdbc.sql(
                        """
                        select exists (select from revocations
                         where ((scope = 'TOKEN' and id = ?) or (scope = 'SESSION' and id = ?)
                             or (scope = 'SUBJECT' and id = ?))
                           and issued_until >= ?)
                        """)
                .params(jti, sid, sub, issuedAt.atOffset(ZoneOffset.UTC))
                .query(Boolean.class)
                .single();
    }

    /** Returns whether the token of a request is revoked. */
    public boolean isRevoked(Caller caller) {
        return isRevoked(caller.tokenId(), caller.sessionId(), caller.subject(), caller.issuedAt());
    }

    /** Waits until this instance records a revocation, or until the timeout. */
    void awaitRecorded(Duration timeout) throws InterruptedException {
        if (recorded.tryAcquire(timeout.toMillis(), TimeUnit.MILLISECONDS)) {
            recorded.drainPermits();
        }
    }

    /** A row that is not on Kafka yet. */
    record Unpublished(Revocation revocation, long revision) {}

    List<Unpublished> unpublished(int limit) {
        return jdbc.sql(
                        """
                        select scope, id, issued_until, expires_at, revision from revocations
                         where not published order by revision limit ?
                        """)
                .param(limit)
                .query((row, _) ->
                        new Unpublished(
                                new Revocation(
                                        Scope.valueOf(row.getString(1)),
                                        row.getString(2),
                                        row.getObject(3, OffsetDateTime.class).toInstant(),
                                        row.getObject(4, OffsetDateTime.class).toInstant()),
                                row.getLong(5)))
                .list();
    }

    /** Marks the row as published, unless it was revoked again in the meantime. */
    void markPublished(Unpublished row) {
        jdbc.sql("update revocations set published = true where revision = ?")
                .param(row.revision())
                .update();
    }

    /**
     * Marks all unexpired rows as unpublished, for a topic that lost them; returns their number.
     */
    int markAllUnpublished() {
        return jdbc.sql("update revocations set published = false where expires_at > ?")
                .param(clock.instant().atOffset(ZoneOffset.UTC))
                .update();
    }

    /** Returns published revocations that no token can match any more. */
    List<Revocation> expired(int limit) {
        return jdbc.sql(
                        """
                        select scope, id, issued_until, expires_at from revocations
                         where published and expires_at < ? order by expires_at limit ?
                        """)
                .params(clock.instant().atOffset(ZoneOffset.UTC), limit)
                .query((row, _) ->
                        new Revocation(
                                Scope.valueOf(row.getString(1)),
                                row.getString(2),
                                row.getObject(3, OffsetDateTime.class).toInstant(),
                                row.getObject(4, OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Deletes an expired row, unless it was revoked again in the meantime. */
    void purge(Revocation expired) {
        jdbc.sql("delete from revocations where scope = ? and id = ? and expires_at = ?")
                .params(
                        expired.scope().name(),
                        expired.id(),
                        expired.expiresAt().atOffset(ZoneOffset.UTC))
                .update();
    }

    private Instant newExpiry() {
        return clock.instant().plus(retention);
    }

    /**
     * Stores a revocation. If the same one was stored within the last second, its end moves by a
     * second, because tokens were issued for that second meanwhile; see {@link #issueTime}.
     */
    private void record(Scope scope, String id, Instant issuedUntil) {
        jdbc.sql(
                        """
                        insert into revocations as r (scope, id, issued_until, expires_at)
                        values (?, ?, ?, ?)
                        on conflict (scope, id) do update set
                          issued_until =
                            greatest(r.issued_until + interval '1 second', excluded.issued_until),
                          expires_at = greatest(r.expires_at, excluded.expires_at),
                          revision = excluded.revision,
                          published = false
                        """)
                .params(
                        scope.name(),
                        id,
                        issuedUntil.atOffset(ZoneOffset.UTC),
                        newExpiry().atOffset(ZoneOffset.UTC))
                .update();
        if (TransactionSynchronizationManager.isSynchronizationActive()) {
            TransactionSynchronizationManager.registerSynchronization(
                    new TransactionSynchronization() {
                        @Override
                        public void afterCommit() {
                            recorded.release();
                        }
                    });
        } else {
            recorded.release();
        }
    }
}
