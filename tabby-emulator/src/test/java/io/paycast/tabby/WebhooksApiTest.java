package io.paycast.tabby;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.tabby.junit.TabbyEmulatorExtension;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The registration of webhooks, response by response. */
@ExtendWith(TabbyEmulatorExtension.class)
class WebhooksApiTest {

    private static final AtomicInteger CODES = new AtomicInteger();
    private static final String WITH_HEADER =
            "{\"url\":\"https://example.com/\",\"header\":{\"title\":\"X-Sign\",\"value\":\"secret value\"}}";

    private final TabbyEmulator tabby;
    private final String code = "shop-" + CODES.incrementAndGet();
    private final TabbyClient live;
    private final TabbyClient test;

    WebhooksApiTest(TabbyEmulator tabby) {
        this.tabby = tabby;
        this.live = new TabbyClient(tabby.url(), "sk_webhooks-" + code, code);
        this.test = new TabbyClient(tabby.url(), "sk_test_webhooks-" + code, code);
    }

    private static JsonNode json(String text) {
        return JsonMapper.shared().readTree(text);
    }

    @Test
    void registersAWebhookForThePaymentsOfTheKey() {
        var registered = test.post("/api/v1/webhooks", WITH_HEADER);
        assertThat(registered.status()).isEqualTo(200);
        var id = registered.text("/id");
        assertThat(registered.json())
                .isEqualTo(
                        json(
                                """
                                {"id":"%s","url":"https://example.com/","is_test":true,
                                 "header":{"title":"X-Sign","value":"secret value"}}
                                """
                                        .formatted(id)));
        assertThat(test.get("/api/v1/webhooks").json())
                .isEqualTo(json("[" + registered.body() + "]"));
        assertThat(test.get("/api/v1/webhooks/" + id).json()).isEqualTo(registered.json());
        assertThat(live.get("/api/v1/webhooks").body()).isEqualTo("null");
    }

    @Test
    void replacesTheWholeWebhook() {
        var id = live.post("/api/v1/webhooks", WITH_HEADER).text("/id");
        var updated =
                live.put(
                        "/api/v1/webhooks/" + id,
                        "{\"id\":\"%s\",\"url\":\"https://new.example/x\"}".formatted(id));
        assertThat(updated.status()).isEqualTo(200);
        assertThat(updated.text("/url")).isEqualTo("https://new.example/x");
        assertThat(updated.json().path("header").isNull()).isTrue();
        assertThat(live.delete("/api/v1/webhooks/" + id).json())
                .isEqualTo(json("{\"status\":\"ok\"}"));
        var gone =
                "{\"status\":\"error\",\"errorType\":\"not_found\",\"error\":\"no such webhook\"}";
        for (var answer :
                new TabbyClient.Answer[] {
                    live.get("/api/v1/webhooks/" + id),
                    live.delete("/api/v1/webhooks/" + id),
                    live.put("/api/v1/webhooks/" + UUID.randomUUID(), WITH_HEADER),
                }) {
            assertThat(answer.status()).isEqualTo(404);
            assertThat(answer.json()).isEqualTo(json(gone));
        }
    }

    @Test
    void keepsFourPerMerchantCodeAndKey() {
        for (int i = 0; i < 4; i++) {
            assertThat(live.post("/api/v1/webhooks", WITH_HEADER).status()).isEqualTo(200);
        }
        var fifth = live.post("/api/v1/webhooks", WITH_HEADER);
        assertThat(fifth.status()).isEqualTo(400);
        assertThat(fifth.json())
                .isEqualTo(
                        json(
                                """
                                {"status":"error","errorType":"bad_data","error":"bad_request"}
                                """));
        assertThat(test.post("/api/v1/webhooks", WITH_HEADER).status()).isEqualTo(200);
        var otherCode = new TabbyClient(tabby.url(), "sk_webhooks-" + code, "other-" + code);
        assertThat(otherCode.post("/api/v1/webhooks", WITH_HEADER).status()).isEqualTo(200);
        var id = live.get("/api/v1/webhooks").json().at("/0/id").asString();
        assertThat(otherCode.get("/api/v1/webhooks/" + id).status()).isEqualTo(404);
        assertThat(otherCode.put("/api/v1/webhooks/" + id, WITH_HEADER).status()).isEqualTo(403);
        live.delete("/api/v1/webhooks/" + id);
        assertThat(live.post("/api/v1/webhooks", WITH_HEADER).status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "{\"url\":\"example.com\"}",
                "{\"url\":\"ftp://example.com\"}",
                "{\"url\":\"https://example.com\",\"header\":{}}",
                "{\"url\":\"https://example.com\",\"header\":{\"title\":\"a b\",\"value\":\"x\"}}",
                "{\"url\":\"https://example.com\",\"header\":{\"title\":\"a\",\"value\":\"x\\r\\ny\"}}",
            })
    void refusesAnInvalidWebhook(String body) {
        var answer = live.post("/api/v1/webhooks", body);
        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.text("/error")).isEqualTo("bad_request");
    }

    @Test
    void needsAMerchantCode() {
        var without = new TabbyClient(tabby.url(), "sk_webhooks", null);
        assertThat(without.get("/api/v1/webhooks").status()).isEqualTo(400);
    }

    @Test
    void registersDisputeWebhooksOfLiveKeysWithoutShowingTheirSecret() {
        var forbidden = test.post("/api/v1/dispute-webhooks", WITH_HEADER);
        assertThat(forbidden.status()).isEqualTo(403);
        assertThat(forbidden.json())
                .isEqualTo(json("{\"status\":\"error\",\"errorType\":\"no_permission\"}"));
        var registered =
                live.post(
                        "/api/v1/dispute-webhooks",
                        WITH_HEADER.replace(
                                "https://example.com/", "HTTPS://Example.COM:443/hook/"));
        assertThat(registered.text("/url")).isEqualTo("https://example.com/hook");
        assertThat(registered.text("/header/value")).isEqualTo("****alue");
        assertThat(live.get("/api/v1/webhooks").body()).isEqualTo("null");
        var again = WITH_HEADER.replace("https://example.com/", "https://example.com/hook");
        assertThat(live.post("/api/v1/dispute-webhooks", again).status()).isEqualTo(409);
        var path = "/api/v1/dispute-webhooks/" + registered.text("/id");
        var shorter = again.replace("secret value", "short").replace("/hook", "/other");
        assertThat(live.put(path, shorter).text("/header/value")).isEqualTo("****");
        assertThat(live.delete(path).status()).isEqualTo(200);
        assertThat(live.get("/api/v1/dispute-webhooks").body()).isEqualTo("null");
    }
}
