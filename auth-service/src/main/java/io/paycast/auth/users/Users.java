package io.paycast.auth.users;

import io.paycast.auth.revocation.Revocations;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.BooleanSupplier;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.transaction.support.TransactionOperations;

/** Reads and writes users in the table {@code users}. Thread-safe; methods block. */
public final class Users {

    private static final String SELECT =
            "select name, scopes, epoch, created_at, password_hash, merchants from users ";

    private final JdbcClient jdbc;
    private final TransactionOperations transactions;
    private final PasswordHashes hashes;
    private final Revocations revocations;
    private final InstantSource clock;

    public Users(
            JdbcClient jdbc,
            TransactionOperations transactions,
            PasswordHashes hashes,
            Revocations revocations,
            InstantSource clock) {
        this.jdbc = jdbc;
        this.transactions = transactions;
        this.hashes = hashes;
        this.revocations = revocations;
        this.clock = clock;
    }

    /** Returns the user with this username and password; takes as long if there is none. */
    public Optional<User> authenticate(Optional<Username> name, Password password) {
        var found = name.flatMap(this::findWithHash);
        if (!hashes.matches(password, found.map(UserWithHash::hash))) {
            return Optional.empty();
        }
        found.filter(user -> hashes.isOutdated(user.hash()))
                .ifPresent(user -> rehash(user, password));
        return found.map(UserWithHash::user);
    }

    /** Returns the user with this username. */
    public Optional<User> find(Username name) {
        return findWithHash(name).map(UserWithHash::user);
    }

    /**
     * Returns the user and locks the row until the transaction ends. A concurrent revocation waits,
     * and then covers what the transaction issued.
     */
    public Optional<User> lockShared(Username name) {
        return jdbc.sql(SELECT + "where name = ? for share")
                .param(name.text())
                .query((row, _) -> read(row).user())
                .optional();
    }

    /** Locks two users in the order of their names, until the transaction ends. */
    void lock(Username one, Username other) {
        jdbc.sql("select name from users where name in (?, ?) order by name for update")
                .params(one.text(), other.text())
                .query(String.class)
                .list();
    }

    /** Returns users in the order of their usernames, starting after the given one. */
    public List<User> list(String after, int limit) {
        return jdbc.sql(SELECT + "where name > ? order by name limit ?")
                .params(after, limit)
                .query((row, _) -> read(row).user())
                .list();
    }

    /**
     * Adds a user of the settings, unless a user with this username exists or was added in this way
     * before; empty if none was added.
     */
    Optional<User> addOnce(Username name, Password password, Set<Scope> scopes) {
        return Objects.requireNonNull(
                transactions.execute(_ -> {
                    int first =
                            jdbc.sql(
                                            """
                                            insert into bootstrapped_users (name, added_at)
                                            values (?, ?) on conflict (name) do nothing
                                            """)
                                    .params(name.text(), clock.instant().atOffset(ZoneOffset.UTC))
                                    .update();
                    return first == 1 ? add(name, password, scopes) : Optional.empty();
                }));
    }

    /** Adds a user who is not bound to merchants; empty if the username is taken. */
    public Optional<User> add(Username name, Password password, Set<Scope> scopes) {
        return add(name, password, scopes, Set.of());
    }

    /** Adds a user; empty if the username is taken. */
    Optional<User> add(Username name, Password password, Set<Scope> scopes, Set<String> merchants) {
        return add(name, hash(password), scopes, merchants);
    }

    /** Adds a user; empty if the username is taken. */
    Optional<User> add(
            Username name, HashedPassword password, Set<Scope> scopes, Set<String> merchants) {
        var user = new User(name, scopes, newEpoch(), clock.instant(), merchants);
        int added =
                jdbc.sql(
                                """
                                insert into users
                                    (name, password_hash, scopes, epoch, created_at, merchants)
                                values (?, ?, ?, ?, ?, ?) on conflict (name) do nothing
                                """)
                        .params(
                                name.text(),
                                password.hash(),
                                wireNames(scopes),
                                user.epoch(),
                                user.createdAt().atOffset(ZoneOffset.UTC),
                                merchants.toArray(String[]::new))
                        .update();
        return added == 1 ? Optional.of(user) : Optional.empty();
    }

    /** Hashes a new password. It takes long, so no transaction should be open. */
    HashedPassword hash(Password password) {
        return new HashedPassword(hashes.hash(password));
    }

    /** A password as the database stores it. */
    record HashedPassword(String hash) {
        @Override
        public String toString() {
            return "HashedPassword[hidden]";
        }
    }

    /**
     * Changes what is present of the password, the scopes and the merchants, and revokes the user's
     * tokens and sessions; returns false if the user does not exist.
     */
    boolean change(
            Username name,
            Optional<HashedPassword> password,
            Optional<Set<Scope>> scopes,
            Optional<Set<String>> merchants) {
        return inOneTransaction(() -> {
            if (!revoke(name)) {
                return false;
            }
            password.ifPresent(it ->
                    jdbc.sql("update users set password_hash = ? where name = ?")
                            .params(it.hash(), name.text())
                            .update());
            scopes.ifPresent(it ->
                    jdbc.sql("update users set scopes = ? where name = ?")
                            .params(wireNames(it), name.text())
                            .update());
            merchants.ifPresent(it ->
                    jdbc.sql("update users set merchants = ? where name = ?")
                            .params(it.toArray(String[]::new), name.text())
                            .update());
            return true;
        });
    }

    /** Removes a user and revokes their tokens; returns false if the user does not exist. */
    public boolean remove(Username name) {
        return inOneTransaction(() ->
                revoke(name)
                        && jdbc.sql("delete from users where name = ?").param(name.text()).update()
                                == 1);
    }

    /**
     * Revokes a user's tokens and sessions, and the customer tokens that the user minted. The user
     * can log in again. Returns false if the user does not exist.
     */
    public boolean revokeAll(Username name) {
        return inOneTransaction(() -> revoke(name));
    }

    /** Locks the user first, so that a concurrent login either is complete or fails. */
    private boolean revoke(Username name) {
        var epoch =
                jdbc.sql("select epoch from users where name = ? for update")
                        .param(name.text())
                        .query(String.class)
                        .optional();
        epoch.ifPresent(old -> {
            jdbc.sql("update users set epoch = ? where name = ?")
                    .params(newEpoch(), name.text())
                    .update();
            revocations.revokeSubject(name.text());
            revocations.revokeSession(old);
        });
        return epoch.isPresent();
    }

    private record UserWithHash(User user, String hash) {}

    private Optional<UserWithHash> findWithHash(Username name) {
        return jdbc.sql(SELECT + "where name = ?")
                .param(name.text())
                .query((row, _) -> read(row))
                .optional();
    }

    private void rehash(UserWithHash user, Password password) {
        jdbc.sql("update users set password_hash = ? where name = ? and password_hash = ?")
                .params(hashes.hash(password), user.user().name().text(), user.hash())
                .update();
    }

    private boolean inOneTransaction(BooleanSupplier work) {
        return Boolean.TRUE.equals(transactions.execute(_ -> work.getAsBoolean()));
    }

    private static UserWithHash read(ResultSet row) throws SQLException {
        var scopes = (String[]) row.getArray(2).getArray();
        var user =
                new User(
                        new Username(row.getString(1)),
                        Scope.of(Arrays.asList(scopes)),
                        row.getString(3),
                        row.getObject(4, OffsetDateTime.class).toInstant(),
                        MerchantCodes.of(Arrays.asList((String[]) row.getArray(6).getArray())));
        return new UserWithHash(user, row.getString(5));
    }

    private static String[] wireNames(Set<Scope> scopes) {
        return Scope.wireNames(scopes).toArray(String[]::new);
    }

    private static String newEpoch() {
        return UUID.randomUUID().toString();
    }
}
