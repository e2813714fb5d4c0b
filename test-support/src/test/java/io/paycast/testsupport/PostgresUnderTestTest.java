package io.paycast.testsupport;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.testsupport.PostgresUnderTest.Database;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;

class PostgresUnderTestTest {

    @Test
    void isolatesDatabasesFromEachOther() throws SQLException {
        var mine = PostgresUnderTest.freshDatabase();
        var theirs = PostgresUnderTest.freshDatabase();

        try (var connection = connect(mine);
                var statement = connection.createStatement()) {
            statement.execute("CREATE TABLE secret (id int)");
        }

        assertThat(hasTable(mine)).isTrue();
        assertThat(hasTable(theirs)).isFalse();
    }

    @Test
    void hasTheMajorVersionOfProduction() throws SQLException {
        try (var connection = connect(PostgresUnderTest.freshDatabase())) {
            assertThat(connection.getMetaData().getDatabaseMajorVersion()).isEqualTo(18);
        }
    }

    private static Connection connect(Database database) throws SQLException {
        return DriverManager.getConnection(
                database.jdbcUrl(), database.username(), database.password());
    }

    private static boolean hasTable(Database database) throws SQLException {
        try (var connection = connect(database);
                var tables = connection.getMetaData().getTables(null, null, "secret", null)) {
            return tables.next();
        }
    }
}
