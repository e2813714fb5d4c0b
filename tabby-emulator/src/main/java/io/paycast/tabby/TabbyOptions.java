package io.paycast.tabby;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How an emulator starts.
 *
 * @param host the address to listen on
 * @param port 0 for a free one
 * @param seed of the ids that it makes; random by default, so that they do not repeat
 * @param publicUrl where a browser finds {@code /tabby}; null if it is where requests go
 * @param webhook the address that receives the webhooks of every merchant code and key; null for
 *     the registered ones only
 * @param storage the file that keeps payments and registrations over restarts; null to keep them in
 *     memory
 * @param webhookTimeout how long a webhook waits for its response
 */
public record TabbyOptions(
        String host,
        int port,
        long seed,
        @Nullable URI publicUrl,
        @Nullable Webhook webhook,
        @Nullable Path storage,
        Duration webhookTimeout) {

    /** Where the emulator is on its server. */
    public static final String PATH = "/tabby";

    /**
     * An address for webhooks, with the header that proves who sends them.
     *
     * @param title the header's name
     * @param value its value, a secret
     */
    public record Webhook(URI url, String title, String value) {
        @Override
        public String toString() {
            return "%s (%s: …)".formatted(url, title);
        }
    }

    /** A free port of 127.0.0.1, a random seed, nothing kept. */
    public static TabbyOptions defaults() {
        return new TabbyOptions(
                "127.0.0.1",
                0,
                ThreadLocalRandom.current().nextLong(),
                null,
                null,
                null,
                io.paycast.tabby.webhook.WebhookSender.TIMEOUT);
    }

    public TabbyOptions withHost(String other) {
        return new TabbyOptions(other, port, seed, publicUrl, webhook, storage, webhookTimeout);
    }

    public TabbyOptions withPort(int other) {
        return new TabbyOptions(host, other, seed, publicUrl, webhook, storage, webhookTimeout);
    }

    public TabbyOptions withSeed(long other) {
        return new TabbyOptions(host, port, other, publicUrl, webhook, storage, webhookTimeout);
    }

    public TabbyOptions withPublicUrl(URI other) {
        return new TabbyOptions(host, port, seed, other, webhook, storage, webhookTimeout);
    }

    public TabbyOptions withWebhook(Webhook other) {
        return new TabbyOptions(host, port, seed, publicUrl, other, storage, webhookTimeout);
    }

    public TabbyOptions withStorage(Path other) {
        return new TabbyOptions(host, port, seed, publicUrl, webhook, other, webhookTimeout);
    }

    public TabbyOptions withWebhookTimeout(Duration other) {
        return new TabbyOptions(host, port, seed, publicUrl, webhook, storage, other);
    }
}
