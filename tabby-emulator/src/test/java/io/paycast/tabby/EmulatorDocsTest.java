package io.paycast.tabby;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.tabby.junit.TabbyEmulatorExtension;
import io.paycast.tabby.scenario.InvalidScenarioException;
import io.paycast.tabby.scenario.ScenarioReader;
import io.paycast.tabby.scenario.Scenarios;
import io.paycast.tabby.webhook.WebhookSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** {@code docs/emulator.md} says what the emulator does. */
@ExtendWith(TabbyEmulatorExtension.class)
class EmulatorDocsTest {

    private static final Pattern JSON_OF_CURL = Pattern.compile("-d '(\\{.*?})'", Pattern.DOTALL);
    private static final Pattern YAML = Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL);

    private final TabbyEmulator tabby;
    private final String page;

    EmulatorDocsTest(TabbyEmulator tabby) throws IOException {
        this.tabby = tabby;
        this.page = Files.readString(Path.of("..", "docs", "emulator.md"));
    }

    @Test
    void namesEveryScenario() {
        assertThat(Scenarios.NAMES).allMatch(name -> page.contains("`" + name + "`"));
    }

    @Test
    void showsAScenarioFileThatIsValid() throws InvalidScenarioException {
        var yaml = YAML.matcher(page);
        assertThat(yaml.find()).isTrue();
        var scenario = ScenarioReader.read("documented", yaml.group(1));
        assertThat(scenario.steps()).hasSize(8);
        assertThat(scenario.faults()).hasSize(6);
    }

    @Test
    void showsRequestsThatWork() {
        try (var receiver = new WebhookReceiver()) {
            // The shop of the page has a port that something else may have on this machine.
            var shopUrl = receiver.url("").toString();
            assertRequestsWork(page.replace("http://localhost:8080", shopUrl));
            assertThat(receiver.received())
                    .isNotEmpty()
                    .allMatch(it -> it.path().equals("/tabby/webhook"));
        }
    }

    private void assertRequestsWork(String documented) {
        var shop = new TabbyClient(tabby.url(), "sk_shop", "ae");
        var json = JSON_OF_CURL.matcher(documented);
        assertThat(json.find()).isTrue();
        assertThat(shop.post("/api/v1/webhooks", json.group(1)).status()).isEqualTo(200);
        assertThat(json.find()).isTrue();
        var checkout = shop.post("/api/v2/checkout", json.group(1));
        assertThat(checkout.text("/status")).isEqualTo("created");
        var id = checkout.text("/payment/id");
        tabby.approve(id);
        assertThat(json.find()).isTrue();
        var captured = shop.post("/api/v2/payments/" + id + "/captures", json.group(1));
        assertThat(captured.text("/status")).isEqualTo("CLOSED");
        assertThat(json.find()).isTrue();
        assertThat(shop.post("/emulator/clock", json.group(1)).status()).isEqualTo(200);
    }

    @Test
    void statesTheLimits() {
        assertThat(page)
                .contains(
                        String.format(
                                Locale.ROOT,
                                "| webhooks that wait | %,d |",
                                WebhookSender.MAX_WAITING))
                .contains("after 60, 95, 151 and 240\nseconds");
        assertThat(TabbyEmulatorMain.options(new String[0]).port()).isEqualTo(7275);
        assertThat(page).contains("| `--port` | 7275 |");
    }
}
