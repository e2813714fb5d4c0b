package io.paycast.tabby;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.URI;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class TabbyEmulatorTest {

    private static final String KEY = "sk_emulator";

    private static List<String> ids(TabbyOptions options) {
        try (var tabby = TabbyEmulator.start(options)) {
            var shop = new TabbyClient(tabby.url(), KEY, "shop");
            return IntStream.range(0, 3).mapToObj(i -> shop.payment("10", "AED", "o" + i)).toList();
        }
    }

    @Test
    void makesTheSameIdsFromTheSameSeed() {
        var options = TabbyOptions.defaults().withSeed(7);
        assertThat(ids(options)).isEqualTo(ids(options)).doesNotHaveDuplicates();
        assertThat(ids(TabbyOptions.defaults())).isNotEqualTo(ids(TabbyOptions.defaults()));
    }

    @Test
    void leadsBrowsersToItsPublicAddress() {
        var options =
                TabbyOptions.defaults().withPublicUrl(URI.create("https://pay.example:7274/tabby"));
        try (var tabby = TabbyEmulator.start(options)) {
            var address = URI.create("http://127.0.0.1:%d/tabby".formatted(tabby.port()));
            var checkout = new TabbyClient(address, KEY, "shop").checkout("10", "AED", "o");
            assertThat(checkout.text("/configuration/available_products/installments/0/web_url"))
                    .isEqualTo("https://pay.example:7274/tabby/checkout/" + checkout.text("/id"));
        }
    }

    @Test
    void registersAtMostFourWebhooks() {
        try (var receiver = new WebhookReceiver();
                var tabby = TabbyEmulator.start(TabbyOptions.defaults())) {
            for (int i = 0; i < 4; i++) {
                tabby.register("shop", KEY, receiver.webhook());
            }
            assertThatThrownBy(() -> tabby.register("shop", KEY, receiver.webhook()))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("At most 4 webhooks are possible per merchant code and key.");
        }
    }

    @Test
    void saysWhatIsNotPossible() {
        try (var tabby = TabbyEmulator.start(TabbyOptions.defaults())) {
            var id = new TabbyClient(tabby.url(), KEY, "shop").payment("10", "AED", "o");
            tabby.cancel(id);
            assertThatThrownBy(() -> tabby.approve(id))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("the session is over");
            assertThatThrownBy(() -> tabby.approve("unknown")).hasMessage("no such payment");
        }
    }

    @Test
    void showsNoSecretInItsOptions() {
        var options =
                TabbyOptions.defaults()
                        .withWebhook(
                                new TabbyOptions.Webhook(
                                        URI.create("http://x"), "X-Sign", "value"));
        assertThat(options.toString()).contains("X-Sign").doesNotContain("value");
    }
}
