package io.paycast.auth.tokens;

import io.paycast.auth.revocation.Revocations;
import io.paycast.auth.users.User;
import io.paycast.auth.users.Username;
import io.paycast.auth.users.Users;
import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/**
 * Stores login sessions and their chains of refresh tokens.
 *
 * <p>A refresh token is valid once. Reusing it revokes the session (theft detection), with one
 * exception: within the retry window, and while its successor is unused, the client receives the
 * same successor again, because the first response may have been lost. The chain never forks, so
 * two holders of a token must both present every later one, each within the retry window. At most
 * {@value #MAX_REPEATS} refresh tokens in a row may be presented more than once; the next one
 * revokes the session.
 *
 * <p>Thread-safe; methods block.
 */
public final class LoginSessions {

    /**
     * Responses are lost more than this many times in a row so rarely that it means two holders.
     */
    static final int MAX_REPEATS = 3;

    /** Open sessions of one user; a further login ends the one that was opened first. */
    static final int MAX_SESSIONS = 10_000;

    /**
     * Used refresh tokens of one session whose reuse is noticed. A client that refreshes every 13
     * minutes uses fewer in the week for which they are valid.
     */
    static final int MAX_USED_TOKENS = 1_000;

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final Users users;
    private final Revocations revocations;
    private final TokenLifetimes lifetimes;
    private final InstantSource clock;

    public LoginSessions(
            JdbcClient jdbc,
            TransactionOperations transactions,
            Users users,
            Revocations revocations,
            TokenLifetimes lifetimes,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.users = users;
        this.revocations = revocations;
        this.lifetimes = lifetimes;
        this.clock = clock;
    }

    /**
     * The content of a session's next access token, and its next refresh token.
     *
     * @param issuedAt read while the user is locked, so that every revocation is either visible
     *     here or covers this time
     */
    record Grant(User user, String sid, Instant issuedAt, RefreshToken refreshToken) {}

    /** The outcome of a refresh. */
    sealed interface Refresh {
        record Granted(Grant grant) implements Refresh {}

        record Refused() implements Refresh {}

        /** The refresh token was used before, so the session is now revoked. */
        record Reused(String sid) implements Refresh {}
    }

    /** Opens a session; empty if the user was revoked since the password was verified. */
    Optional<Grant> open(User user) {
        return inOneTransaction(() -> begin(user));
    }

    /** Exchanges a refresh token for its successor. */
    Refresh refresh(RefreshToken presented) {
        return inOneTransaction(() ->
                lockSession(presented)
                        .<Refresh>map(session -> refresh(presented, session))
                        .orElseGet(Refresh.Refused::new));
    }

    /** Ends the session of a used or unused refresh token; returns its id if it was open. */
    Optional<String> close(RefreshToken presented) {
        return inOneTransaction(() -> {
            var session = lockSession(presented).filter(it -> it.endedAt() == null);
            session.ifPresent(it -> end(it.sid()));
            return session.map(Session::sid);
        });
    }

    private Optional<Grant> begin(User user) {
        var unchanged = users.lockShared(user.name()).filter(it -> it.epoch().equals(user.epoch()));
        if (unchanged.isEmpty()) {
            return Optional.empty();
        }
        var now = clock.instant();
        endFirstSessions(user);
        deleteEndedSessions(user, now);
        var expiresAt = now.plus(lifetimes.session());
        var sid = UUID.randomUUID().toString();
        jdbc.sql(
                        """
                        insert into sessions (sid, user_name, epoch, opened_at, expires_at)
                        values (?, ?, ?, ?, ?)
                        """)
                .params(
                        sid,
                        user.name().text(),
                        user.epoch(),
                        now.atOffset(ZoneOffset.UTC),
                        expiresAt.atOffset(ZoneOffset.UTC))
                .update();
        var first = RefreshToken.random();
        store(first, sid, now, expiresAt);
        return Optional.of(grant(unchanged.get(), sid, first));
    }

    private Refresh refresh(RefreshToken presented, Session session) {
        var now = clock.instant();
        var token = find(presented);
        if (session.endedAt() != null
                || !session.epoch().equals(session.user().epoch())
                || !now.isBefore(session.expiresAt())) {
            return new Refresh.Refused();
        }
        if (token.usedAt() != null) {
            return handleReuse(token, token.usedAt(), session, now);
        }
        if (!now.isBefore(token.expiresAt())) {
            return new Refresh.Refused();
        }
        deleteOldTokens(session.sid(), now);
        var salt = RefreshToken.randomBytes();
        var successor = presented.successor(salt);
        jdbc.sql("update refresh_tokens set used_at = ?, successor_salt = ? where hash = ?")
                .params(now.atOffset(ZoneOffset.UTC), salt, presented.hash())
                .update();
        jdbc.sql(
                        """
                        update sessions set repeats = case when repeated then repeats else 0 end,
                         repeated = false where sid = ?
                        """)
                .param(session.sid())
                .update();
        store(successor, session.sid(), now, session.expiresAt());
        return new Refresh.Granted(grant(session.user(), session.sid(), successor));
    }

    private Refresh handleReuse(StoredToken token, Instant usedAt, Session session, Instant now) {
        var successor = Objects.requireNonNull(token.successor());
        boolean isRetry = now.isBefore(usedAt.plus(lifetimes.retryWindow()));
        if (isRetry && find(successor).usedAt() == null && mayRepeat(session)) {
            return new Refresh.Granted(grant(session.user(), session.sid(), successor));
        }
        end(session.sid());
        return new Refresh.Reused(session.sid());
    }

    /** Counts the latest used refresh token once, however often it is presented. */
    private boolean mayRepeat(Session session) {
        if (session.repeated()) {
            return true;
        }
        if (session.repeats() == MAX_REPEATS) {
            return false;
        }
        jdbc.sql("update sessions set repeats = repeats + 1, repeated = true where sid = ?")
                .param(session.sid())
                .update();
        return true;
    }

    private void end(String sid) {
        jdbc.sql("update sessions set ended_at = ? where sid = ?")
                .params(clock.instant().atOffset(ZoneOffset.UTC), sid)
                .update();
        revocations.revokeSession(sid);
    }

    private Grant grant(User user, String sid, RefreshToken refreshToken) {
        return new Grant(user, sid, revocations.issueTime(user.name().text()), refreshToken);
    }

    /** Leaves room for one session. */
    private void endFirstSessions(User user) {
        jdbc.sql(
                        """
                        select sid from sessions where user_name = ? and ended_at is null
                         order by opened_at desc, sid offset ?
                        """)
                .params(user.name().text(), MAX_SESSIONS - 1)
                .query(String.class)
                .list()
                .forEach(this::end);
    }

    /** Deletes the user's own past sessions, so that tables stay small without a timer. */
    private void deleteEndedSessions(User user, Instant now) {
        jdbc.sql(
                        """
                        delete from sessions
                         where user_name = ? and (expires_at < ? or ended_at is not null)
                        """)
                .params(user.name().text(), now.atOffset(ZoneOffset.UTC))
                .update();
    }

    private void deleteOldTokens(String sid, Instant now) {
        jdbc.sql(
                        """
                        delete from refresh_tokens where sid = ? and (expires_at < ?
                          or used_at < (select used_at from refresh_tokens
                           where sid = ? and used_at is not null
                           order by used_at desc offset ? limit 1))
                        """)
                .params(sid, now.atOffset(ZoneOffset.UTC), sid, MAX_USED_TOKENS - 1)
                .update();
    }

    private record Session(
            String sid,
            User user,
            String epoch,
            Instant expiresAt,
            @Nullable OffsetDateTime endedAt,
            int repeats,
            boolean repeated) {}

    private record Owner(String sid, Username name) {}

    /**
     * Locks the user and then the session, each in its own statement, so that later reads see what
     * the previous holders of the locks committed.
     */
    private Optional<Session> lockSession(RefreshToken token) {
        return jdbc.sql(
                        """
                        select sid, user_name from refresh_tokens join sessions using (sid)
                         where hash = ?
                        """)
                .param(token.hash())
                .query((row, _) -> new Owner(row.getString(1), new Username(row.getString(2))))
                .optional()
                .flatMap(owner ->
                        users.lockShared(owner.name())
                                .flatMap(user -> lockSession(owner.sid(), user)));
    }

    private Optional<Session> lockSession(String sid, User user) {
        return jdbc.sql(
                        """
                        select epoch, expires_at, ended_at, repeats, repeated from sessions
                         where sid = ? for update
                        """)
                .param(sid)
                .query((row, _) ->
                        new Session(
                                sid,
                                user,
                                row.getString(1),
                                row.getObject(2, OffsetDateTime.class).toInstant(),
                                row.getObject(3, OffsetDateTime.class),
                                row.getInt(4),
                                row.getBoolean(5)))
                .optional();
    }

    private record StoredToken(
            Instant expiresAt, @Nullable Instant usedAt, @Nullable RefreshToken successor) {}

    private StoredToken find(RefreshToken token) {
        return jdbc.sql(
                        "select expires_at, used_at, successor_salt from refresh_tokens where hash = ?")
                .param(token.hash())
                .query((row, _) -> {
                    var usedAt = row.getObject(2, OffsetDateTime.class);
                    var salt = row.getBytes(3);
                    return new StoredToken(
                            row.getObject(1, OffsetDateTime.class).toInstant(),
                            usedAt == null ? null : usedAt.toInstant(),
                            salt == null ? null : token.successor(salt));
                })
                .single();
    }

    private void store(RefreshToken token, String sid, Instant now, Instant sessionEnds) {
        var expiresAt = now.plus(lifetimes.refresh());
        jdbc.sql("insert into refresh_tokens (hash, sid, expires_at) values (?, ?, ?)")
                .params(
                        token.hash(),
                        sid,
                        (expiresAt.isBefore(sessionEnds) ? expiresAt : sessionEnds)
                                .atOffset(ZoneOffset.UTC))
                .update();
    }

    private <T> T inOneTransaction(Supplier<T> work) {
        return Objects.requireNonNull(transactions.execute(_ -> work.get()));
    }
}
