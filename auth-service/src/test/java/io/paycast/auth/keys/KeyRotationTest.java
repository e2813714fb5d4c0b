package io.paycast.auth.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.jwk.JWK;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import io.paycast.auth.PlainVerifier;
import io.paycast.auth.RunningAuth;
import io.paycast.auth.RunningAuth.Client;
import io.paycast.auth.TestClock;
import io.paycast.liveness.Clocks;
import io.paycast.testsupport.PostgresUnderTest;
import java.io.IOException;
import java.net.URI;
import java.text.ParseException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceTransactionManager;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.transaction.support.TransactionTemplate;

class KeyRotationTest {

    private static final KeyRotation ROTATION =
            new KeyRotation(Duration.ofDays(30), Duration.ofHours(1), Duration.ofMinutes(65));

    private static final TestClock clock = new TestClock();
    private static final PostgresUnderTest.Database database = PostgresUnderTest.freshDatabase();
    private static RunningAuth auth;

    private Client client;

    @BeforeAll
    static void start() {
        auth = RunningAuth.start(clock, database);
        // It would reload the keys between a step of the clock and what the test does then.
        auth.bean(KeyRefresher.class).stop();
    }

    @AfterAll
    static void stop() {
        auth.close();
    }

    @BeforeEach
    void createOneKey() {
        auth.jdbc().sql("delete from signing_keys").update();
        clock.advance(Duration.ofMinutes(2));
        client = auth.client();
        assertThat(published()).hasSize(1);
    }

    @Test
    void reloadsKeysAMinuteAfterTheTimeOfDayWasSetBack() {
        var before = published();
        auth.jdbc().sql("delete from signing_keys").update(); // as another instance may
        clock.step(Duration.ofDays(-1));
        try {
            clock.advance(Duration.ofMinutes(2));
            assertThat(published()).hasSize(1).doesNotContainAnyElementsOf(before);
        } finally {
            clock.step(Duration.ofDays(1));
        }
    }

    @Test
    void publishesAKeyAnHourBeforeItSigns() {
        var first = signerOf(login());
        assertThat(published()).containsExactly(first);

        clock.advance(Duration.ofDays(30).minusHours(1).minusSeconds(1));
        assertThat(published()).containsExactly(first);
        clock.advance(Duration.ofMinutes(2));
        assertThat(published()).hasSize(2).contains(first);
        assertThat(signerOf(login())).isEqualTo(first);

        clock.advance(Duration.ofMinutes(59));
        assertThat(signerOf(login())).isEqualTo(first);
        clock.advance(Duration.ofMinutes(1));
        assertThat(signerOf(login())).isNotEqualTo(first).isIn(published());
    }

    @Test
    void keepsTokensOfThePreviousKeyValid() {
        clock.advance(Duration.ofDays(30).minusMinutes(30));
        published();
        clock.advance(Duration.ofMinutes(60).minusSeconds(1));
        var last = login();
        clock.advance(Duration.ofSeconds(2));
        var next = login();

        assertThat(signerOf(next)).isNotEqualTo(signerOf(last));
        clock.advance(Duration.ofMinutes(14));
        var verifier = PlainVerifier.of(auth);
        assertThat(verifier.claims(last).getSubject()).isEqualTo("admin");
        assertThat(verifier.claims(next).getSubject()).isEqualTo("admin");
        client.with(last).get("/api/auth/users").expectStatus().isOk();
    }

    @Test
    void removesAKeyOnceItsLastTokenHasExpired() {
        var first = signerOf(login());
        clock.advance(Duration.ofDays(30).minusMinutes(30));
        published();

        clock.advance(Duration.ofMinutes(60 + 24 * 60 + 5));
        assertThat(published()).contains(first);
        clock.advance(Duration.ofMinutes(2));
        assertThat(published()).hasSize(1).doesNotContain(first);
    }

    @Test
    void signsWithTheOldKeyUntilTheNewOneIsPublishedLongEnough() {
        var first = signerOf(login());
        clock.advance(Duration.ofDays(100));

        assertThat(signerOf(login())).isEqualTo(first);
        assertThat(published()).hasSize(2);
        clock.advance(Duration.ofHours(1).plusMinutes(1));
        assertThat(signerOf(login())).isNotEqualTo(first);
    }

    @Test
    void sharesKeysBetweenInstances() {
        try (var other = RunningAuth.start(clock, database)) {
            var token = other.client().login("admin", RunningAuth.ADMIN_PASSWORD).token();
            client.with(token).get("/api/auth/users").expectStatus().isOk();

            clock.advance(Duration.ofDays(30).minusMinutes(30));
            assertThat(published()).hasSize(2);
            assertThat(PlainVerifier.of(other).claims(login()).getSubject()).isEqualTo("admin");
            clock.advance(Duration.ofMinutes(31));
            client.with(other.client().login("admin", RunningAuth.ADMIN_PASSWORD).token())
                    .get("/api/auth/users")
                    .expectStatus()
                    .isOk();
            assertThat(keysInDatabase()).isEqualTo(2);
        }
    }

    @Test
    void createsOneKeyWhenInstancesStartTogether() throws Exception {
        for (int round = 0; round < 5; round++) {
            auth.jdbc().sql("delete from signing_keys").update();
            atOnce(6, () -> keys(RunningAuth.KEY_ENCRYPTION_KEY));
            assertThat(keysInDatabase()).isEqualTo(1);
        }
    }

    @Test
    void storesKeysEncrypted() {
        var sealed =
                auth.jdbc().sql("select sealed from signing_keys").query(byte[].class).single();
        var plain = PrivateKeys.signer(auth);

        assertThat(indexOf(sealed, plain.getPrivateExponent().decode())).isNegative();
        assertThatThrownBy(() -> keys(new byte[32]))
                .hasMessageContaining("paycast.auth.key-encryption-key does not decrypt")
                .hasMessageContaining("delete the rows of the table signing_keys");
    }

    @Test
    void refusesASealedKeyUnderAnotherId() {
        auth.jdbc().sql("update signing_keys set kid = 'another'").update();

        assertThatThrownBy(() -> keys(RunningAuth.KEY_ENCRYPTION_KEY))
                .hasMessageContaining("does not decrypt the signing key another");
    }

    private String login() {
        return auth.client().login("admin", RunningAuth.ADMIN_PASSWORD).token();
    }

    private static String signerOf(String token) {
        try {
            return SignedJWT.parse(token).getHeader().getKeyID();
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }

    private List<String> published() {
        auth.bean(SigningKeys.class).reloadIfStale();
        try {
            var address = URI.create(auth.url() + "/.well-known/jwks.json").toURL();
            return JWKSet.load(address).getKeys().stream().map(JWK::getKeyID).toList();
        } catch (IOException | ParseException e) {
            throw new AssertionError(e);
        }
    }

    private long keysInDatabase() {
        return auth.jdbc().sql("select count(*) from signing_keys").query(Long.class).single();
    }

    /** Loads the keys as another instance would, with its own connection. */
    private SigningKeys keys(byte[] keyEncryptionKey) {
        var source =
                new DriverManagerDataSource(
                        database.jdbcUrl(), database.username(), database.password());
        return new SigningKeys(
                JdbcClient.create(source),
                new TransactionTemplate(new DataSourceTransactionManager(source)),
                new KeySeal(keyEncryptionKey),
                ROTATION,
                new Clocks(clock, clock.steady()));
    }

    private static void atOnce(int times, Callable<?> work) throws Exception {
        var barrier = new CyclicBarrier(times);
        var running = new ArrayList<Future<?>>();
        try (var threads = Executors.newFixedThreadPool(times)) {
            for (int i = 0; i < times; i++) {
                running.add(
                        threads.submit(() -> {
                            barrier.await();
                            return work.call();
                        }));
            }
            for (var one : running) {
                one.get();
            }
        }
    }

    private static int indexOf(byte[] whole, byte[] part) {
        for (int i = 0; i + part.length <= whole.length; i++) {
            if (Arrays.equals(whole, i, i + part.length, part, 0, part.length)) {
                return i;
            }
        }
        return -1;
    }
}
