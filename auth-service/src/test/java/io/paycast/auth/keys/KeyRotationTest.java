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
    }

    @AfterAll
    static void stop() {
        auth.close();
    }

    @BeforeEach
    void beginWithOneNewKey() {
        auth.jdbc().sql("delete from signing_keys").update();
        clock.advance(Duration.ofMinutes(2));
        client = auth.client();
        assertThat(published()).hasSize(1);
    }

    @Test
    void a_new_key_is_published_an_hour_before_it_signs() {
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
    void tokens_of_the_key_before_stay_good_until_they_expire() {
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
    void a_key_is_gone_once_the_longest_token_it_signed_has_expired() {
        var first = signerOf(login());
        clock.advance(Duration.ofDays(30).minusMinutes(30));
        published();

        clock.advance(Duration.ofMinutes(60 + 65));
        assertThat(published()).contains(first);
        clock.advance(Duration.ofMinutes(2));
        assertThat(published()).hasSize(1).doesNotContain(first);
    }

    @Test
    void after_a_long_silence_the_old_key_signs_until_verifiers_can_know_the_new_one() {
        var first = signerOf(login());
        clock.advance(Duration.ofDays(100));

        assertThat(signerOf(login())).isEqualTo(first);
        assertThat(published()).hasSize(2);
        clock.advance(Duration.ofHours(1).plusMinutes(1));
        assertThat(signerOf(login())).isNotEqualTo(first);
    }

    @Test
    void another_instance_takes_the_same_keys() {
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
    void instances_that_start_at_once_make_one_key() throws Exception {
        for (int round = 0; round < 5; round++) {
            auth.jdbc().sql("delete from signing_keys").update();
            atOnce(6, () -> keys(RunningAuth.keyEncryptionKey()));
            assertThat(keysInDatabase()).isEqualTo(1);
        }
    }

    @Test
    void the_database_alone_does_not_give_the_key_away() {
        var sealed =
                auth.jdbc().sql("select sealed from signing_keys").query(byte[].class).single();
        var plain = PrivateKeys.signer(auth);

        assertThat(indexOf(sealed, plain.getPrivateExponent().decode())).isNegative();
        assertThatThrownBy(() -> keys("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="))
                .hasMessageContaining("paycast.auth.key-encryption-key does not open")
                .hasMessageContaining("delete the rows of the table signing_keys");
    }

    @Test
    void a_sealed_key_cannot_be_passed_off_as_another() {
        auth.jdbc().sql("update signing_keys set kid = 'another'").update();

        assertThatThrownBy(() -> keys(RunningAuth.keyEncryptionKey()))
                .hasMessageContaining("does not open the signing key another");
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

    /** Another instance's keys, with a connection of its own. */
    private SigningKeys keys(String keyEncryptionKey) {
        var source =
                new DriverManagerDataSource(
                        database.jdbcUrl(), database.username(), database.password());
        return new SigningKeys(
                JdbcClient.create(source),
                new TransactionTemplate(new DataSourceTransactionManager(source)),
                new KeySeal(keyEncryptionKey),
                ROTATION,
                clock);
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
