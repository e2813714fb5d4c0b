package io.paycast.tabby;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.tabby.WebhookReceiver.Received;
import io.paycast.tabby.webhook.Delivery;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.json.JsonMapper;

/** How webhooks reach a shop. */
class DeliveryTest {

    private static final String KEY = "sk_delivery";

    private final WebhookReceiver receiver = new WebhookReceiver();
    private final TabbyEmulator tabby = TabbyEmulator.start(TabbyOptions.defaults().withSeed(5));
    private final TabbyClient shop = new TabbyClient(tabby.url(), KEY, "shop");

    @AfterEach
    void stop() {
        tabby.close();
        receiver.close();
    }

    private String authorized() {
        var id = shop.payment("100.00", "AED", "1001");
        tabby.approve(id);
        return id;
    }

    /** Lets what is due be delivered. */
    private void settle() {
        tabby.advance(Duration.ofMillis(1));
    }

    @Test
    void sendsEveryDocumentedMember() {
        tabby.register("shop", KEY, receiver.webhook());
        var id = authorized();
        shop.post(
                "/api/v2/payments/" + id + "/captures",
                "{\"amount\":\"100.00\",\"reference_id\":\"c\"}");
        settle();
        assertThat(receiver.received()).hasSize(3).allMatch(Received::isGenuine);
        assertThat(receiver.received())
                .allMatch(it -> it.contentType().equals("application/json"))
                .allMatch(it -> it.path().equals("/webhook"));
        var body =
                receiver.received().stream()
                        .map(Received::json)
                        .filter(it -> it.path("status").asString().equals("closed"))
                        .findFirst()
                        .orElseThrow();
        assertThat(body.propertyNames())
                .containsExactly(
                        "id",
                        "created_at",
                        "expires_at",
                        "closed_at",
                        "status",
                        "is_test",
                        "is_expired",
                        "amount",
                        "currency",
                        "order",
                        "captures",
                        "refunds",
                        "meta",
                        "token");
        assertThat(body.path("id").asString()).isEqualTo(id);
        assertThat(body.path("amount").asString()).isEqualTo("100.00");
        assertThat(body.path("meta"))
                .isEqualTo(
                        JsonMapper.shared()
                                .readTree(
                                        """
                                        {"order_id":"#1234","customer":"#customer-id"}
                                        """));
        assertThat(body.path("captures").get(0).propertyNames())
                .containsExactly("id", "amount", "created_at", "reference_id");
    }

    @Test
    void sendsToRegisteredAddressesOfTheSameCodeAndKeyOnly() {
        tabby.register("another-shop", KEY, receiver.webhook());
        tabby.register("shop", "sk_another", receiver.webhook());
        tabby.register("shop", "sk_test_delivery", receiver.webhook());
        authorized();
        settle();
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void triesFourTimesMoreAndThenNeverAgain() {
        tabby.register("shop", KEY, receiver.webhook());
        receiver.respond(_ -> 503);
        authorized();
        settle();
        assertThat(receiver.received()).hasSize(1);
        tabby.advance(Duration.ofSeconds(40));
        assertThat(receiver.received()).hasSize(1);
        tabby.advance(Duration.ofSeconds(21));
        assertThat(receiver.received()).hasSize(2);
        tabby.advance(Duration.ofMinutes(21));
        assertThat(receiver.received()).hasSize(5);
        tabby.advance(Duration.ofHours(24));
        assertThat(receiver.received()).hasSize(5);
        var bodies = receiver.received().stream().map(Received::body).distinct();
        assertThat(bodies).hasSize(1);
    }

    @Test
    void stopsTryingAfter200AndCountsOtherSuccessesAsFailures() {
        tabby.register("shop", KEY, receiver.webhook());
        var statuses = List.of(204, 302, 200);
        var number = new AtomicInteger();
        receiver.respond(_ -> statuses.get(Math.min(number.getAndIncrement(), 2)));
        authorized();
        tabby.advance(Duration.ofHours(1));
        assertThat(receiver.received()).hasSize(3);
    }

    @Test
    void triesAgainWhenTheResponseTakesTooLong() {
        var responds = new CountDownLatch(1);
        receiver.respond(_ -> {
            try {
                responds.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            return 200;
        });
        var options =
                TabbyOptions.defaults()
                        .withWebhook(receiver.webhook())
                        .withWebhookTimeout(Duration.ofMillis(200));
        try (var impatient = TabbyEmulator.start(options)) {
            impatient.approve(
                    new TabbyClient(impatient.url(), KEY, "shop").payment("10", "AED", "o"));
            impatient.advance(Duration.ofSeconds(1));
            assertThat(impatient.deliveries())
                    .extracting(Delivery::error)
                    .containsExactly("timeout");
            impatient.advance(Duration.ofMinutes(21));
            assertThat(impatient.deliveries()).hasSize(5);
        } finally {
            responds.countDown();
        }
        assertThat(TabbyOptions.defaults().webhookTimeout()).isEqualTo(Duration.ofSeconds(60));
    }

    @Test
    void triesAgainWhenNobodyListens() {
        tabby.register("shop", KEY, receiver.webhook());
        receiver.close();
        authorized();
        tabby.advance(Duration.ofHours(1));
        assertThat(tabby.deliveries()).hasSize(5).allMatch(it -> it.status() == 0);
    }

    @Test
    void sendsAtOnceOnTheRunningClock() {
        tabby.register("shop", KEY, receiver.webhook());
        authorized();
        Awaitility.await()
                .atMost(Duration.ofSeconds(30))
                .until(() -> receiver.received().size() == 1);
        assertThat(receiver.genuine()).containsExactly("authorized captures=0 refunds=0 1001");
    }

    @Test
    void tellsOfEachEventWithASnapshot() {
        tabby.register("shop", KEY, receiver.webhook());
        var id = authorized();
        settle();
        var path = "/api/v2/payments/" + id;
        shop.post(path + "/captures", "{\"amount\":\"40\",\"reference_id\":\"c1\"}");
        settle();
        shop.put(path, "{\"order\":{\"reference_id\":\"#1001\"}}");
        settle();
        shop.post(path + "/close", "");
        settle();
        shop.post(path + "/refunds", "{\"amount\":\"10\",\"reference_id\":\"r1\"}");
        settle();
        tabby.decline(shop.payment("10", "AED", "declined"));
        settle();
        tabby.cancel(shop.payment("10", "AED", "cancelled"));
        settle();
        assertThat(receiver.genuine())
                .containsExactly(
                        "authorized captures=0 refunds=0 1001",
                        "authorized captures=1 refunds=0 1001",
                        "authorized captures=1 refunds=0 #1001",
                        "closed captures=1 refunds=0 #1001",
                        "closed captures=1 refunds=1 #1001",
                        "rejected captures=0 refunds=0 declined",
                        "expired captures=0 refunds=0 cancelled");
        assertThat(receiver.received().getLast().json().path("is_expired").asBoolean()).isTrue();
        assertThat(receiver.received().getLast().json().has("expired_at")).isTrue();
    }

    @Test
    void sendsNothingForWhatTabbyDoesNotTell() {
        tabby.register("shop", KEY, receiver.webhook());
        shop.payment("10", "AED", "created");
        shop.checkout("10", "AED", "rejected at once", "a@b.c", "+971500000002");
        settle();
        assertThat(receiver.received()).isEmpty();
    }

    @Test
    void sendsToOneAddressForAllMerchantsAndKeys() {
        var options = TabbyOptions.defaults().withWebhook(receiver.webhook());
        try (var other = TabbyEmulator.start(options)) {
            for (var key : List.of("sk_one", "sk_test_two")) {
                var client = new TabbyClient(other.url(), key, "shop");
                other.approve(client.payment("10", "AED", key));
                assertThat(client.get("/api/v1/webhooks").body()).isEqualTo("null");
            }
            other.advance(Duration.ofMillis(1));
            assertThat(receiver.genuine()).hasSize(2);
        }
    }

    @Test
    void doesNotShowSecretsInItsLog() {
        var withSecret =
                new TabbyOptions.Webhook(
                        receiver.url("/webhook?key=secret"), WebhookReceiver.TITLE, "value");
        tabby.register("shop", KEY, withSecret);
        authorized();
        settle();
        assertThat(shop.get("/emulator/deliveries").body())
                .contains("/webhook?…")
                .doesNotContain("secret")
                .doesNotContain("value");
    }
}
