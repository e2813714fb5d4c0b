package io.paycast.cli.up;

import io.paycast.console.demo.DemoShopOptions;
import io.paycast.console.demo.PaycastAccount;
import io.paycast.console.demo.TabbyAccount;
import io.paycast.ingest.IngestSettings;
import io.paycast.tabby.TabbyOptions;
import java.net.URI;
import org.springframework.core.env.Environment;

/** How {@code paycast up} connects the emulator of Tabby, the demo shop and the services. */
final class LocalTabby {

    /** The path of the emulator on the port of {@code up}. */
    static final String PATH = "/tabby";

    private static final String WEBHOOK_PATH = "/api/tabby/webhook";

    /** The user that LocalSettings lists second may mint customer tokens. */
    private static final String SHOP = "paycast.auth.local-users[1].";

    private LocalTabby() {}

    /** The emulator, which sends all webhooks to ingest, with the first secret of its settings. */
    static TabbyOptions emulator(UpOptions options, IngestSettings ingest) {
        var merchant = ingest.merchants().getFirst();
        return TabbyOptions.defaults()
                .withPublicUrl(URI.create(options.url() + PATH))
                .withStorage(options.data().resolve("tabby.jsonl"))
                .withWebhook(
                        new TabbyOptions.Webhook(
                                URI.create(options.loopbackUrl() + WEBHOOK_PATH),
                                ingest.secretHeader(),
                                merchant.secrets().getFirst()));
    }

    /** The demo shop, whose payments belong to the same key and merchant as triggered ones. */
    static DemoShopOptions demoShop(UpOptions options, LocalSecrets secrets, Environment settings) {
        return new DemoShopOptions(
                new PaycastAccount(
                        URI.create(options.loopbackUrl()),
                        settings.getRequiredProperty(SHOP + "username"),
                        settings.getRequiredProperty(SHOP + "password")),
                new TabbyAccount(URI.create(options.loopbackUrl() + PATH), "sk_local", "local"),
                secrets.get("demo-cookie-key"));
    }
}
