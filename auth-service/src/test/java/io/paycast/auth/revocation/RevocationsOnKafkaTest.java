package io.paycast.auth.revocation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.nimbusds.jwt.SignedJWT;
import io.paycast.auth.RunningAuth;
import io.paycast.auth.RunningAuth.Tokens;
import io.paycast.auth.TestClock;
import io.paycast.events.Revocation;
import io.paycast.events.Topics;
import io.paycast.testsupport.KafkaUnderTest;
import io.paycast.testsupport.PostgresUnderTest;
import io.paycast.testsupport.RestartableKafka;
import java.text.ParseException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class RevocationsOnKafkaTest {

    private static final String KAFKA =
            "spring.kafka.bootstrap-servers=" + KafkaUnderTest.bootstrapServers();

    /** A topic that was deleted is created again after up to 15 s on a fast machine. */
    private static final Duration PATIENCE = Duration.ofSeconds(90);

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
    void publishesALogout() {
        var login = auth.client().login("admin", RunningAuth.ADMIN_PASSWORD);

        auth.client().logout(login.refreshToken()).expectStatus().isNoContent();

        var published = revocation("session:" + claim(login, "sid"));
        assertThat(published.scope()).isEqualTo(Revocation.Scope.SESSION);
        assertThat(published.issuedUntil()).isAfter(auth.clock.instant().plus(Duration.ofHours(1)));
        assertThat(published.expiresAt()).isAfter(auth.clock.instant().plus(Duration.ofHours(1)));
    }

    @Test
    void publishesTheRevocationOfAReusedRefreshToken() {
        var login = auth.client().login("admin", RunningAuth.ADMIN_PASSWORD);
        auth.client().refresh(login.refreshToken()).expectStatus().isOk();
        auth.clock.advance(Duration.ofMinutes(1));

        auth.client().refresh(login.refreshToken()).expectStatus().isUnauthorized();

        assertThat(revocation("session:" + claim(login, "sid"))).isNotNull();
    }

    @Test
    void publishesARevokedUserWithTheTime() {
        var name = auth.user("jana", "payments:read");

        auth.admin()
                .post("/api/auth/revoke", Map.of("username", name))
                .expectStatus()
                .isNoContent();

        assertThat(revocation("subject:" + name).issuedUntil())
                .isEqualTo(Instant.ofEpochSecond(auth.clock.instant().getEpochSecond()));
    }

    @Test
    void publishesARevokedToken() {
        auth.admin()
                .post("/api/auth/revoke", Map.of("tokenId", "some-jti"))
                .expectStatus()
                .isNoContent();

        assertThat(revocation("token:some-jti").scope()).isEqualTo(Revocation.Scope.TOKEN);
    }

    @Test
    void publishesALogoutFromAnotherInstanceAfterAKafkaOutage() {
        var database = PostgresUnderTest.freshDatabase();
        var clock = new TestClock();
        Tokens login;
        try (var withoutKafka = RunningAuth.start(clock, database)) {
            login = withoutKafka.client().login("admin", RunningAuth.ADMIN_PASSWORD);
            withoutKafka.client().logout(login.refreshToken()).expectStatus().isNoContent();
            withoutKafka.client().get("/actuator/health/readiness").expectStatus().isOk();
        }

        try (var other = RunningAuth.start(clock, database, KAFKA)) {
            assertThat(revocation("session:" + claim(login, "sid"))).isNotNull();
            eventually(() -> unpublished(other) == 0);
        }
    }

    @Test
    void purgesExpiredRevocations() {
        auth.admin()
                .post("/api/auth/revoke", Map.of("tokenId", "old"))
                .expectStatus()
                .isNoContent();
        assertThat(revocation("token:old")).isNotNull();

        auth.clock.advance(Duration.ofHours(25));

        eventually(() -> rows("old") == 0);
        assertThat(latest("token:old").value()).isNull();
    }

    @Test
    void publishesValidRevocationsAgainToATopicThatWasDeletedAndCreatedAgain() throws Exception {
        try (var kafka = RestartableKafka.started();
                var own =
                        RunningAuth.start(
                                "spring.kafka.bootstrap-servers=" + kafka.bootstrapServers());
                var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            revokeToken(own, "valid");
            assertThat(latest(kafka.bootstrapServers(), "token:valid").value()).isNotNull();
            var before = topicId(admin);

            admin.deleteTopics(List.of(Topics.REVOCATIONS)).all().get();
            revokeToken(own, "meanwhile");

            eventually(() -> {
                var now = topicId(admin);
                return now.isPresent() && !now.equals(before);
            });
            assertThat(latest(kafka.bootstrapServers(), "token:meanwhile").value()).isNotNull();
            assertThat(latest(kafka.bootstrapServers(), "token:valid").value()).isNotNull();
            eventually(() -> isUp(own));
        }
    }

    @Test
    void createsACompactedTopic() throws Exception {
        awaitTopic();
        var topic = new ConfigResource(ConfigResource.Type.TOPIC, Topics.REVOCATIONS);
        try (var admin =
                Admin.create(Map.of("bootstrap.servers", KafkaUnderTest.bootstrapServers()))) {
            var settings = admin.describeConfigs(List.of(topic)).all().get().get(topic);
            assertThat(Objects.requireNonNull(settings).get("cleanup.policy").value())
                    .isEqualTo("compact");
        }
    }

    private static void awaitTopic() {
        revokeToken("marker");
        assertThat(revocation("token:marker")).isNotNull();
    }

    private static void revokeToken(String jti) {
        revokeToken(auth, jti);
    }

    private static void revokeToken(RunningAuth auth, String jti) {
        auth.admin().post("/api/auth/revoke", Map.of("tokenId", jti)).expectStatus().isNoContent();
    }

    /** The id of the topic; empty while there is none. */
    private static Optional<Uuid> topicId(Admin admin) {
        try {
            var found = admin.describeTopics(List.of(Topics.REVOCATIONS)).allTopicNames().get();
            return Optional.of(Objects.requireNonNull(found.get(Topics.REVOCATIONS)).topicId());
        } catch (ExecutionException e) {
            return Optional.empty();
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static boolean isUp(RunningAuth auth) {
        var response = auth.client().get("/actuator/health").expectBody().returnResult();
        return response.getStatus().is2xxSuccessful();
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

    /** Returns the newest record with this key; waits until there is one. */
    private static ConsumerRecord<String, byte[]> latest(String key) {
        return latest(KafkaUnderTest.bootstrapServers(), key);
    }

    private static ConsumerRecord<String, byte[]> latest(String bootstrapServers, String key) {
        var settings = Map.<String, Object>of("bootstrap.servers", bootstrapServers);
        var partition = new TopicPartition(Topics.REVOCATIONS, 0);
        var found = new ArrayList<ConsumerRecord<String, byte[]>>();
        try (var consumer =
                new KafkaConsumer<String, byte[]>(
                        settings, new StringDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long deadlineNanos = System.nanoTime() + PATIENCE.toNanos();
            while (System.nanoTime() - deadlineNanos < 0) {
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
        throw new AssertionError("nothing was published with the key " + key);
    }

    /** Waits for another thread's work. */
    private static void eventually(Callable<Boolean> condition) {
        await().atMost(PATIENCE).until(condition);
    }

    private static Object claim(Tokens tokens, String name) {
        try {
            return SignedJWT.parse(tokens.token()).getJWTClaimsSet().getClaim(name);
        } catch (ParseException e) {
            throw new AssertionError(e);
        }
    }
}
