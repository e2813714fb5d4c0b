package io.paycast.auth.keys;

import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.List;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads and writes the table {@code signing_keys}. Methods block. */
final class KeyStore {

    /** The id of the advisory lock; unique in this database. */
    private static final long LOCK = 0x7061796b65797321L;

    private final JdbcClient jdbc;
    private final KeySeal seal;

    KeyStore(JdbcClient jdbc, KeySeal seal) {
        this.jdbc = jdbc;
        this.seal = seal;
    }

    /** Returns all keys, in the order in which they sign. */
    List<SigningKey> all() {
        return jdbc.sql("select kid, sealed, signs_from from signing_keys order by signs_from, kid")
                .query((row, _) ->
                        SigningKey.of(
                                seal.open(row.getString(1), row.getBytes(2)),
                                row.getObject(3, OffsetDateTime.class).toInstant()))
                .list();
    }

    /** Blocks other instances from changing the keys until the transaction ends. */
    void lock() {
        jdbc.sql("select pg_advisory_xact_lock(?)").param(LOCK).query((_, _) -> true).single();
    }

    void add(SigningKey key) {
        jdbc.sql("insert into signing_keys (kid, sealed, signs_from) values (?, ?, ?)")
                .params(
                        key.kid(),
                        seal.seal(key.kid(), key.pkcs8()),
                        key.signsFrom().atOffset(ZoneOffset.UTC))
                .update();
    }

    void remove(SigningKey key) {
        jdbc.sql("delete from signing_keys where kid = ?").param(key.kid()).update();
    }
}
