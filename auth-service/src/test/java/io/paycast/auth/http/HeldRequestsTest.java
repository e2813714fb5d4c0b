package io.paycast.auth.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.paycast.auth.RunningAuth;
import io.paycast.auth.RunningAuth.Client;
import io.paycast.testsupport.RawHttp;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Clients that hold connections and unfinished requests: the memory is bounded, others log in. */
class HeldRequestsTest {

    /** An address has a sixteenth of them, a user a quarter. */
    private static final int MAX_REQUESTS = 64;

    private static final int OF_AN_ADDRESS = MAX_REQUESTS / 16;
    private static final int BYTES_OF_AN_ADDRESS = 256 * 1024 / 16;
    private static final int MAX_CONNECTIONS = 20;
    private static final String LOGIN = "/api/auth/login";
    private static final String CHUNKED = "Transfer-Encoding: chunked\r\n";
    private static final String EXPECT = "Expect: 100-continue\r\n";

    private static final RunningAuth AUTH =
            RunningAuth.start(
                    "paycast.trusted-proxies=127.0.0.1/32",
                    "paycast.auth.http.max-connections=" + MAX_CONNECTIONS,
                    "paycast.auth.http.max-requests=" + MAX_REQUESTS,
                    "paycast.auth.http.max-body-memory=256KB",
                    "paycast.auth.logins.hashing-threads=1",
                    "paycast.auth.logins.hashing-queue=8");
    private static final int PORT = URI.create(AUTH.url()).getPort();
    private static final Client ADMIN = AUTH.admin();

    private final List<RawHttp> open = new ArrayList<>();
    private final List<Socket> openByAddress = new ArrayList<>();

    /** Waits for the end of each connection, so that none takes a place in the next test. */
    @AfterEach
    void close() throws IOException {
        for (var connection : open) {
            connection.finish();
        }
        for (var connection : openByAddress) {
            connection.close();
        }
        await(() -> requests("none") + requests("bearer") == 0);
        assertThat(bytes("none") + bytes("bearer")).isZero();
    }

    private static void await(Callable<Boolean> condition) {
        Awaitility.await().atMost(Duration.ofMinutes(1)).until(condition);
    }

    @AfterAll
    static void stop() {
        AUTH.close();
    }

    private static double gauge(String name, String token) {
        return AUTH.bean(MeterRegistry.class).get(name).tag("token", token).gauge().value();
    }

    private static int requests(String token) {
        return (int) gauge("paycast.auth.requests.in.flight", token);
    }

    private static int bytes(String token) {
        return (int) gauge("paycast.auth.body.bytes", token);
    }

    private static double refused(String token) {
        return AUTH.bean(MeterRegistry.class)
                .get("paycast.auth.requests.refused")
                .tag("token", token)
                .functionCounter()
                .count();
    }

    private RawHttp begin(String path, String address, String token, int length) {
        return begin(path, address, token, "Content-Length: %d\r\n".formatted(length));
    }

    private RawHttp begin(String path, String address, String token, String headers) {
        var connection = new RawHttp(PORT);
        open.add(connection);
        return connection.send(
                "POST %s HTTP/1.1\r\nHost: localhost\r\nX-Forwarded-For: %s\r\n"
                                .formatted(path, address)
                        + "Content-Type: application/json\r\n"
                        + (token.isEmpty() ? "" : "Authorization: Bearer " + token + "\r\n")
                        + headers
                        + "\r\n");
    }

    @Test
    void boundsTheMemoryOfBodiesInTinyChunksWhileOthersLogIn() {
        double before = refused("none");
        for (int i = 0; i < OF_AN_ADDRESS; i++) {
            var holder = begin(LOGIN, "10.66.0.1", "", EXPECT + CHUNKED);
            assertThat(holder.response().status()).isEqualTo(100);
            holder.send("1\r\n \r\n".repeat(1_000));
        }
        var refused = begin(LOGIN, "10.66.0.1", "", EXPECT + CHUNKED).response();
        assertThat(refused.status()).isEqualTo(503);
        assertThat(refused.header("retry-after")).isEqualTo("2");
        assertThat(refused("none") - before).isEqualTo(1);

        for (int i = 0; i < 200; i++) {
            begin(LOGIN, "10.66.0.1", "", CHUNKED).send("1\r\n \r\n".repeat(1_000));
            assertThat(requests("none")).isLessThanOrEqualTo(OF_AN_ADDRESS);
            assertThat(bytes("none")).isLessThanOrEqualTo(BYTES_OF_AN_ADDRESS);
        }
        AUTH.client().tryLogin("admin", RunningAuth.ADMIN_PASSWORD).expectStatus().isOk();
    }

    @Test
    void servesRequestsWithATokenWhileStrangersHoldEveryPlace() {
        for (int i = 0; i < MAX_REQUESTS; i++) {
            begin("/api/auth/refresh", "10.66.1." + i / OF_AN_ADDRESS, "", 1_000).send("{");
        }
        await(() -> requests("none") == MAX_REQUESTS);

        var refused =
                AUTH.client()
                        .tryLogin("admin", RunningAuth.ADMIN_PASSWORD)
                        .expectStatus()
                        .isEqualTo(503)
                        .expectHeader()
                        .valueEquals("Retry-After", "2");
        assertThat(Client.text(refused)).contains("Too many requests are in progress");
        ADMIN.post("/api/auth/revoke", Map.of("tokenId", "any")).expectStatus().isNoContent();
    }

    @Test
    void servesOthersWhileOneUserHoldsItsShare() {
        var name = AUTH.user("greedy", "tokens:mint");
        var token = AUTH.client().login(name, RunningAuth.PASSWORD).token();
        begin("/api/auth/customer-token", "10.66.2.1", token, 65_536).send(" ".repeat(65_535));
        await(() -> bytes("bearer") >= 65_535);

        var second = begin("/api/auth/customer-token", "10.66.2.2", token, 20);
        assertThat(second.send("{\"orders\":[\"order\"]}").response().status()).isEqualTo(503);
        ADMIN.post("/api/auth/revoke", Map.of("username", name)).expectStatus().isNoContent();
    }

    /** An address has a quarter of the queue. */
    @Test
    void verifiesPasswordsOfOthersWhileOneAddressHoldsItsShare() throws Exception {
        var started = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var blocking =
                AUTH.hashing()
                        .submit(() -> {
                            started.countDown();
                            return release.await(1, TimeUnit.MINUTES);
                        })
                        .toFuture();
        started.await();
        try {
            for (int i = 1; i <= 2; i++) {
                logIn("10.66.5.1");
                int waiting = i;
                await(() -> AUTH.hashing().queued() == waiting);
            }
            var refused = logIn("10.66.5.1").response();
            assertThat(refused.status()).isEqualTo(503);
            assertThat(refused.header("retry-after")).isEqualTo("2");
            assertThat(refused.body()).contains("Too many requests of this address");

            var other = logIn("10.66.5.2");
            await(() -> AUTH.hashing().queued() == 3);
            release.countDown();
            assertThat(other.response().status()).isEqualTo(401);
        } finally {
            release.countDown();
            blocking.get(1, TimeUnit.MINUTES);
        }
    }

    private RawHttp logIn(String address) {
        var body = "{\"username\":\"nobody\",\"password\":\"otters float in kelp\"}";
        return begin(LOGIN, address, "", body.length()).send(body);
    }

    @Test
    void readsShortBodiesOnlyWithoutAToken() {
        for (var path : List.of("login", "refresh", "logout")) {
            var connection = begin("/api/auth/" + path, "10.66.3.1", "", 8 * 1024 + 1);
            var response = connection.send(" ".repeat(8 * 1024 + 1)).response();
            assertThat(response.status()).isEqualTo(413);
            assertThat(response.body()).contains("at most 8192 bytes");
        }
    }

    @Test
    void acceptsTheLongestPasswordInAnyEncoding() {
        var body =
                "{\"username\":\"nobody\",\"password\":\"%s\"}".formatted("\\u0638".repeat(1_024));
        var connection = begin(LOGIN, "10.66.4.1", "", body.length()).send(body);

        assertThat(connection.response().status()).isEqualTo(401);
    }

    @Test
    void closesConnectionsBeyondTheLimitOfTheirAddress() {
        for (int i = 0; i < MAX_CONNECTIONS / 2 + 5; i++) {
            openByAddress.add(connect());
        }
        await(() -> refusedConnections() == 5);

        AUTH.client().tryLogin("admin", RunningAuth.ADMIN_PASSWORD).expectStatus().isOk();
    }

    private static double refusedConnections() {
        return AUTH.bean(MeterRegistry.class)
                .get("paycast.auth.connections.refused")
                .functionCounter()
                .count();
    }

    /** Connects from an address that is not a trusted proxy. */
    private static Socket connect() {
        try {
            var from = Objects.requireNonNull(InetAddress.getByName("127.0.0.9"));
            return new Socket(InetAddress.getLoopbackAddress(), PORT, from, 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
