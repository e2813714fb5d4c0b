package io.paycast.auth.revocation;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jwt.SignedJWT;
import io.paycast.auth.RunningAuth;
import io.paycast.auth.RunningAuth.Tokens;
import io.paycast.auth.TestClock;
import io.paycast.events.Revocation;
import io.paycast.events.Topics;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.PostgresUnderTest;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RevocationsOnKafkaTest {

    private static final String KAFKA =
            "spring.kafka.bootstrap-servers=" + KafkaUnderTest.bootstrapServers();

    private static RunningAuth auth;

    @BeforeAll
    static void start() {
        auth = RunningAuth.start(KAFKA);
    }

    @AfterAll
    static void stop() {
        auth.close();
    }

    @Test
    void a_logout_is_told_to_the_gateways() {
        var login = auth.client().login("admin", RunningAuth.ADMIN_PASSWORD);

        auth.client().logout(login.refreshToken()).expectStatus().isNoContent();

        var told = revocation("session:" + claim(login, "sid"));
        assertThat(told.scope()).isEqualTo(Revocation.Scope.SESSION);
        assertThat(told.issuedUntil()).isAfter(auth.clock.instant().plus(Duration.ofHours(1)));
        assertThat(told.expiresAt()).isAfter(auth.clock.instant().plus(Duration.ofHours(1)));
    }

    @Test
    void a_stolen_refresh_token_is_told_to_the_gateways() {
        var login = auth.client().login("admin", RunningAuth.ADMIN_PASSWORD);
        auth.client().refresh(login.refreshToken()).expectStatus().isOk();
        auth.clock.advance(Duration.ofMinutes(1));

        auth.client().refresh(login.refreshToken()).expectStatus().isUnauthorized();

        assertThat(revocation("session:" + claim(login, "sid"))).isNotNull();
    }

    @Test
    void a_revoked_user_is_told_with_the_time_up_to_which() {
        var name = auth.user("jana", "payments:read");

        auth.admin()
                .post("/api/auth/revoke", Map.of("username", name))
                .expectStatus()
                .isNoContent();

        assertThat(revocation("subject:" + name).issuedUntil())
                .isEqualTo(Instant.ofEpochSecond(auth.clock.instant().getEpochSecond()));
    }

    @Test
    void a_revoked_token_is_told() {
        auth.admin()
                .post("/api/auth/revoke", Map.of("tokenId", "some-jti"))
                .expectStatus()
                .isNoContent();

        assertThat(revocation("token:some-jti").scope()).isEqualTo(Revocation.Scope.TOKEN);
    }

    @Test
    void a_logout_while_kafka_is_away_is_told_by_whoever_reaches_it_first() {
        var database = PostgresUnderTest.freshDatabase();
        var clock = new TestClock();
        Tokens login;
        try (var cutOff = RunningAuth.start(clock, database)) {
            login = cutOff.client().login("admin", RunningAuth.ADMIN_PASSWORD);
            cutOff.client().logout(login.refreshToken()).expectStatus().isNoContent();
            cutOff.client().get("/actuator/health/readiness").expectStatus().isOk();
        }

        try (var other = RunningAuth.start(clock, database, KAFKA)) {
            assertThat(revocation("session:" + claim(login, "sid"))).isNotNull();
            eventually(() -> unpublished(other) == 0);
        }
    }

    @Test
    void what_no_token_can_be_caught_by_any_longer_is_cleared_away() {
        auth.admin()
                .post("/api/auth/revoke", Map.of("tokenId", "old"))
                .expectStatus()
                .isNoContent();
        assertThat(revocation("token:old")).isNotNull();

        auth.clock.advance(Duration.ofHours(2));

        eventually(() -> rows("old") == 0);
        assertThat(latest("token:old").value()).isNull();
    }

    @Test
    void the_topic_is_compacted() throws Exception {
        revocationsToBeThere();
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.REVOCATIONS);
        try (var admin =
                Admin.create(Map.of("bootstrap.servers", KafkaUnderTest.bootstrapServers()))) {
            var settings = admin.describeConfigs(List.of(topic)).all().get().get(topic);
            assertThat(Objects.requireNonNull(settings).get("cleanup.policy").value())
                    .isEqualTo("compact");
        }
    }

    private static void revocationsToBeThere() {
        a_marker("marker");
        assertThat(revocation("token:marker")).isNotNull();
    }

    private static void a_marker(String jti) {
        auth.admin().post("/api/auth/revoke", Map.of("tokenId", jti)).expectStatus().isNoContent();
    }

    private static long rows(String id) {
        return auth.jdbc()
                .sql("select count(*) from revocations where id = ?")
                .param(id)
                .query(Long.class)
                .single();
    }

    private static long unpublished(RunningAuth auth) {
        return auth.jdbc()
                .sql("select count(*) from revocations where not published")
                .query(Long.class)
                .single();
    }

    private static Revocation revocation(String key) {
        return Revocation.decode(latest(key)).orElseThrow();
    }

    /** The newest record with that key; waits for the first. */
    private static ConsumerRecord<String, byte[]> latest(String key) {
        var settings =
                Map.<String, Object>of("bootstrap.servers", KafkaUnderTest.bootstrapServers());
        var partition = new TopicPartition(Topics.REVOCATIONS, 0);
        var found = new ArrayList<ConsumerRecord<String, byte[]>>();
        try (var consumer =
                new KafkaConsumer<String, byte[]>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            for (int polls = 0; polls < 100; polls++) {
                for (var message : consumer.poll(Duration.ofMillis(200))) {
                    if (message.key().equals(key)) {
                        found.add(message);
                    }
                }
                if (!found.isEmpty() && consumer.currentLag(partition).orElse(1) == 0) {
                    return found.getLast();
                }
            }
        }
        throw new AssertionError("nothing was told about " + key);
    }

    /** Polls for what another thread does; bounded, and over as soon as it is so. */
    private static void eventually(BooleanSupplier condition) {
        long deadlineNanos = System.nanoTime() + Duration.ofSeconds(20).toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).as("in time").isLessThan(deadlineNanos);
            Thread.onSpinWait();
        }
    }

    private static Object claim(Tokens tokens, String name) {
        try {
            return SignedJWT.parse(tokens.token()).getJWTClaimsSet().getClaim(name);
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }
}
