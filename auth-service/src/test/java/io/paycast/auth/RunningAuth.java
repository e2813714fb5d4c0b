package io.paycast.auth;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.paycast.auth.http.BoundedExecutor;
import io.paycast.testsupport.PostgresUnderTest;
import java.time.Clock;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.web.server.context.WebServerApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.http.HttpMethod;
import org.springframework.http.client.ReactorResourceFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.web.reactive.server.WebTestClient;

/**
 * The whole service under test, on a random port, with a real PostgreSQL database and a clock that
 * the test advances.
 */
public final class RunningAuth implements AutoCloseable {

    public static final String ADMIN_PASSWORD = "correct horse battery";

    /** The password of the users that {@link #user} adds. */
    public static final String PASSWORD = "otters float on their backs";

    public static final byte[] KEY_ENCRYPTION_KEY =
            "thirty-two bytes of no great use".getBytes(UTF_8);

    /** An address where no broker listens; the service must work without Kafka. */
    private static final String NO_KAFKA = "localhost:1";

    private static final AtomicInteger CLIENTS = new AtomicInteger();

    public final TestClock clock;
    public final PostgresUnderTest.Database database;
    private final ConfigurableApplicationContext context;
    private final int port;

    private RunningAuth(
            TestClock clock,
            PostgresUnderTest.Database database,
            ConfigurableApplicationContext context) {
        this.clock = clock;
        this.database = database;
        this.context = context;
        var server = ((WebServerApplicationContext) context).getWebServer();
        this.port = Objects.requireNonNull(server).getPort();
    }

    public static RunningAuth start(String... settings) {
        return start(new TestClock(), PostgresUnderTest.freshDatabase(), settings);
    }

    public static RunningAuth start(
            TestClock clock, PostgresUnderTest.Database database, String... settings) {
        return start(clock, Optional.of(clock), database, settings);
    }

    /** Starts an instance whose clock is not the database's. */
    public static RunningAuth startWithDatabaseClock(
            TestClock clock, PostgresUnderTest.Database database) {
        return start(clock, Optional.empty(), database);
    }

    private static RunningAuth start(
            TestClock clock,
            Optional<TestClock> databaseClock,
            PostgresUnderTest.Database database,
            String... settings) {
        var properties = new HashMap<String, Object>(AuthApplication.DEFAULTS);
        properties.putAll(
                Map.of(
                        "server.port",
                        "0",
                        "spring.datasource.url",
                        database.jdbcUrl(),
                        "spring.datasource.username",
                        database.username(),
                        "spring.datasource.password",
                        database.password(),
                        "spring.datasource.hikari.maximum-pool-size",
                        "6",
                        "spring.kafka.bootstrap-servers",
                        NO_KAFKA,
                        "paycast.trusted-proxies",
                        "127.0.0.0/8",
                        "paycast.auth.key-encryption-key",
                        keyEncryptionKey(),
                        "paycast.auth.admin.username",
                        "admin",
                        "paycast.auth.admin.password",
                        ADMIN_PASSWORD));
        for (var setting : settings) {
            int equals = setting.indexOf('=');
            properties.put(setting.substring(0, equals), setting.substring(equals + 1));
        }
        var application = new SpringApplication(AuthApplication.class);
        application.setDefaultProperties(properties);
        application.addInitializers(starting -> {
            var beans = (GenericApplicationContext) starting;
            beans.registerBeanDefinition("authClock", clockBean(clock));
            beans.registerBeanDefinition("authSteadyClock", steadyClockBean(clock));
            databaseClock.ifPresent(
                    it -> beans.registerBeanDefinition("authDatabaseClock", clockBean(it)));
            beans.registerBean(ReactorResourceFactory.class, RunningAuth::ownThreads);
        });
        return new RunningAuth(clock, database, application.run());
    }

    private static RootBeanDefinition clockBean(TestClock clock) {
        var definition = new RootBeanDefinition(Clock.class, () -> clock);
        definition.setDefaultCandidate(false);
        return definition;
    }

    private static RootBeanDefinition steadyClockBean(TestClock clock) {
        var definition = new RootBeanDefinition(InstantSource.class, clock::steady);
        definition.setDefaultCandidate(false);
        return definition;
    }

    /** Gives each service its own event loops, so that one can stop without the others. */
    private static ReactorResourceFactory ownThreads() {
        var threads = new ReactorResourceFactory();
        threads.setUseGlobalResources(false);
        threads.setShutdownQuietPeriod(Duration.ZERO);
        return threads;
    }

    public static String keyEncryptionKey() {
        return Base64.getEncoder().encodeToString(KEY_ENCRYPTION_KEY);
    }

    public String url() {
        return "http://localhost:" + port;
    }

    public JdbcClient jdbc() {
        return context.getBean(JdbcClient.class);
    }

    /** Returns a bean, for what a test cannot reach over HTTP. */
    public <T> T bean(Class<T> type) {
        return context.getBean(type);
    }

    public <T> Map<String, T> beans(Class<T> type) {
        return context.getBeansOfType(type);
    }

    /** Returns the executor of database work, for tests that block its threads. */
    public BoundedExecutor databaseThreads() {
        return context.getBean("authDatabase", BoundedExecutor.class);
    }

    /** Returns the executor of password hashing, for tests that block its threads. */
    public BoundedExecutor hashing() {
        return context.getBean("authHashing", BoundedExecutor.class);
    }

    public WebTestClient http() {
        return WebTestClient.bindToServer()
                .baseUrl(url())
                .responseTimeout(Duration.ofSeconds(30))
                .build();
    }

    /** Returns a client with its own address and therefore its own rate limits. */
    public Client client() {
        int number = CLIENTS.incrementAndGet();
        return new Client(this, "10.1.%d.%d".formatted(number / 250, number % 250 + 1), "");
    }

    /** Returns a client with the administrator's token. */
    public Client admin() {
        return client().loggedIn("admin", ADMIN_PASSWORD);
    }

    /** Adds a user with the password {@link #PASSWORD}. */
    public String user(String prefix, String... scopes) {
        var name = "%s-%d".formatted(prefix, CLIENTS.incrementAndGet());
        admin().post(
                        "/api/auth/users",
                        Map.of("username", name, "password", PASSWORD, "scopes", List.of(scopes)))
                .expectStatus()
                .isCreated();
        return name;
    }

    @Override
    public void close() {
        context.close();
    }

    /** The response to a login. */
    public record Tokens(String token, String tokenType, long expiresIn, String refreshToken) {}

    /** An HTTP client with an address, and a token unless it is empty. */
    public record Client(RunningAuth auth, String address, String token) {

        public Client from(String otherAddress) {
            return new Client(auth, otherAddress, token);
        }

        public Client with(String otherToken) {
            return new Client(auth, address, otherToken);
        }

        public Client loggedIn(String username, String password) {
            return with(login(username, password).token());
        }

        public Tokens login(String username, String password) {
            return tokens(tryLogin(username, password));
        }

        public WebTestClient.ResponseSpec tryLogin(String username, String password) {
            return post("/api/auth/login", Map.of("username", username, "password", password));
        }

        public WebTestClient.ResponseSpec refresh(String refreshToken) {
            return post("/api/auth/refresh", Map.of("refreshToken", refreshToken));
        }

        public WebTestClient.ResponseSpec logout(String refreshToken) {
            return post("/api/auth/logout", Map.of("refreshToken", refreshToken));
        }

        public WebTestClient.ResponseSpec post(String path, Object body) {
            return send(HttpMethod.POST, path, body);
        }

        public WebTestClient.ResponseSpec get(String path) {
            return request(HttpMethod.GET, path).exchange();
        }

        public WebTestClient.ResponseSpec delete(String path) {
            return request(HttpMethod.DELETE, path).exchange();
        }

        public WebTestClient.ResponseSpec send(HttpMethod method, String path, Object body) {
            return request(method, path)
                    .header("Content-Type", "application/json")
                    .bodyValue(body)
                    .exchange();
        }

        public WebTestClient.RequestBodySpec request(HttpMethod method, String path) {
            return auth.http()
                    .method(method)
                    .uri(path)
                    .headers(headers -> {
                        headers.set("X-Forwarded-For", address);
                        if (!token.isEmpty()) {
                            headers.setBearerAuth(token);
                        }
                    });
        }

        public static String text(WebTestClient.ResponseSpec response) {
            var body = response.expectBody(String.class).returnResult().getResponseBody();
            return body == null ? "" : body;
        }

        public static Tokens tokens(WebTestClient.ResponseSpec response) {
            var tokens =
                    response.expectStatus()
                            .isOk()
                            .expectBody(Tokens.class)
                            .returnResult()
                            .getResponseBody();
            return Objects.requireNonNull(tokens);
        }
    }
}
