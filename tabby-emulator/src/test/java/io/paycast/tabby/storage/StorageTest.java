package io.paycast.tabby.storage;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.tabby.TabbyClient;
import io.paycast.tabby.TabbyEmulator;
import io.paycast.tabby.TabbyOptions;
import io.paycast.tabby.WebhookReceiver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What survives when the process does not. */
class StorageTest {

    private static final String KEY = "sk_storage";

    private final WebhookReceiver receiver = new WebhookReceiver();

    @TempDir private Path folder;
    private Path file = Path.of("");

    @BeforeEach
    void chooseFile() {
        file = folder.resolve("new").resolve("tabby.jsonl");
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    private TabbyEmulator start() {
        return TabbyEmulator.start(TabbyOptions.defaults().withStorage(file));
    }

    private static TabbyClient shop(TabbyEmulator tabby) {
        return new TabbyClient(tabby.url(), KEY, "shop");
    }

    @Test
    void keepsPaymentsSessionsAndRegistrations() {
        String id;
        String before;
        String session;
        String webhooks;
        try (var tabby = start()) {
            tabby.register("shop", KEY, receiver.webhook());
            var removed =
                    shop(tabby).post("/api/v1/webhooks", "{\"url\":\"https://gone.example\"}");
            shop(tabby).delete("/api/v1/webhooks/" + removed.text("/id"));
            webhooks = shop(tabby).get("/api/v1/webhooks").body();
            var checkout = shop(tabby).checkout("100.00", "AED", "1001");
            session = checkout.text("/id");
            id = shop(tabby).payment("50", "AED", "1002");
            tabby.approve(id);
            shop(tabby)
                    .post(
                            "/api/v2/payments/" + id + "/captures",
                            "{\"amount\":\"20.5\",\"reference_id\":\"c\"}");
            before = shop(tabby).get("/api/v2/payments/" + id).body();
        }
        try (var tabby = start()) {
            assertThat(shop(tabby).get("/api/v2/payments/" + id).body()).isEqualTo(before);
            assertThat(shop(tabby).get("/api/v1/webhooks").body()).isEqualTo(webhooks);
            var page = new TabbyClient(tabby.url(), null, null);
            assertThat(page.get("/checkout/" + session).body()).contains("data-action=\"approve\"");
            assertThat(page.form("/checkout/" + session, "action=approve").status()).isEqualTo(303);
            tabby.advance(Duration.ofDays(22));
            assertThat(shop(tabby).get("/api/v2/payments/" + id).text("/status"))
                    .isEqualTo("CLOSED");
        }
    }

    @Test
    void sendsWhatWasNotDelivered() {
        receiver.respond(_ -> 503);
        try (var tabby = start()) {
            tabby.register("shop", KEY, receiver.webhook());
            tabby.approve(shop(tabby).payment("100.00", "AED", "1001"));
            tabby.advance(Duration.ofSeconds(1));
            assertThat(receiver.received()).hasSize(1);
        }
        receiver.respond(_ -> 200);
        try (var tabby = start()) {
            tabby.advance(Duration.ofSeconds(1));
            assertThat(receiver.genuine()).hasSize(2);
        }
        try (var tabby = start()) {
            tabby.advance(Duration.ofHours(1));
            assertThat(receiver.genuine()).hasSize(2);
        }
    }

    @Test
    void ignoresALineThatAKillCutOff() throws IOException {
        String id;
        try (var tabby = start()) {
            id = shop(tabby).payment("100.00", "AED", "1001");
        }
        Files.writeString(file, "{\"payment\":{\"id\":\"", UTF_8, StandardOpenOption.APPEND);
        try (var tabby = start()) {
            assertThat(shop(tabby).get("/api/v2/payments/" + id).status()).isEqualTo(200);
        }
        try (var lines = Files.lines(file, UTF_8)) {
            assertThat(lines).hasSize(1);
        }
    }

    @Test
    void isWrittenAnewBeforeItGrowsWithoutEnd() throws IOException {
        try (var storage = Storage.open(file)) {
            for (int i = 0; i < Storage.MAX_LINES + 10; i++) {
                storage.remove(i);
            }
        }
        try (var lines = Files.lines(file, UTF_8)) {
            assertThat(lines).hasSize(10);
        }
    }

    @Test
    void isReadableForItsOwnerOnly() throws IOException {
        try (var _ = start()) {
            assertThat(Files.getPosixFilePermissions(file))
                    .containsExactlyInAnyOrder(
                            PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        }
    }
}
