package io.paycast.auth.revocation;

import java.time.Instant;
import java.time.InstantSource;
import java.time.OffsetDateTime;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The clock of the database, which all instances share. The times of tokens and revocations are
 * compared with each other, so they must come from one clock. Thread-safe; each reading is a query.
 */
public final class DatabaseClock implements InstantSource {

    private final JdbcClient jdbc;

    public DatabaseClock(JdbcClient jdbc) {
        this.jdbc = jdbc;
    }

    /** The time now, also within a transaction. */
    @Override
    public Instant instant() {
        return jdbc.sql("select clock_timestamp()")
                .query((row, _) -> row.getObject(1, OffsetDateTime.class).toInstant())
                .single();
    }
}
