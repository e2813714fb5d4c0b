package io.paycast.testsupport;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.testcontainers.postgresql.PostgreSQLContainer;

/**
 * One PostgreSQL server for all tests of this JVM: a container if Docker is available, else
 * embedded. It starts on first use and stops with the JVM. {@code
 * PAYCAST_TEST_POSTGRES=container|embedded} forces one of the two.
 */
public final class PostgresUnderTest {

    private static final String VARIABLE = "PAYCAST_TEST_POSTGRES";
    private static final String IMAGE = "postgres:18";
    private static final Duration START_TIMEOUT = Duration.ofMinutes(1);
    private static final AtomicInteger DATABASES = new AtomicInteger();

    private PostgresUnderTest() {}

    /** Creates an empty database for one test. */
    public static Database freshDatabase() {
        var server = Running.SERVER;
        var name = "test_" + DATABASES.incrementAndGet();
        try (var connection =
                        DriverManager.getConnection(
                                server.jdbcUrl("postgres"), server.username(), server.password());
                var statement = connection.createStatement()) {
            statement.execute("CREATE DATABASE " + name);
        } catch (SQLException e) {
            throw new IllegalStateException("PostgreSQL did not create the database " + name, e);
        }
        return new Database(server.jdbcUrl(name), server.username(), server.password());
    }

    /** The connection settings of a data source. */
    public record Database(String jdbcUrl, String username, String password) {}

    private record Server(String address, String username, String password) {

        String jdbcUrl(String database) {
            return "jdbc:postgresql://" + address + "/" + database;
        }
    }

    private static final class Running {

        static final Server SERVER =
                new ServiceUnderTest<>(
                                "PostgreSQL",
                                IMAGE,
                                VARIABLE,
                                PostgresUnderTest::startContainer,
                                PostgresUnderTest::startEmbedded)
                        .start(
                                TestBackend.of(VARIABLE, System.getenv(VARIABLE)),
                                new DockerRuntime());
    }

    @SuppressWarnings("resource") // Testcontainers removes it when this JVM ends
    private static Server startContainer() {
        var postgres = new PostgreSQLContainer(IMAGE);
        postgres.start();
        return new Server(
                postgres.getHost()
                        + ":"
                        + postgres.getMappedPort(PostgreSQLContainer.POSTGRESQL_PORT),
                postgres.getUsername(),
                postgres.getPassword());
    }

    @SuppressWarnings("resource") // its own hook stops it when this JVM ends
    private static Server startEmbedded() {
        try {
            var postgres = EmbeddedPostgres.builder().setPGStartupWait(START_TIMEOUT).start();
            return new Server("localhost:" + postgres.getPort(), "postgres", "postgres");
        } catch (IOException e) {
            throw new UncheckedIOException("The embedded PostgreSQL did not start", e);
        }
    }
}
