package io.paycast.tabby.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.tabby.model.Account;
import io.paycast.tabby.model.ApiKey;
import io.paycast.tabby.time.Timeline;
import io.paycast.tabby.webhook.WebhookSender.Channel;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class WebhookSenderTest {

    private static final Account ACCOUNT = new Account("shop", new ApiKey("sk_sender"));
    private static final Webhook WEBHOOK =
            new Webhook(WebhookEvent.AUTHORIZED, "p", ACCOUNT, "{\"status\":\"authorized\"}");

    private final DeliveryLog log = new DeliveryLog();
    private final Timeline timeline = Timeline.stopped(Instant.EPOCH);

    private final Owed owed = new Owed();
    private final List<AutoCloseable> opened = new ArrayList<>();

    /** What is not delivered yet. */
    private static final class Owed implements Outbox {

        private final Map<Long, Webhook> webhooks = new HashMap<>();

        @Override
        public long add(Webhook webhook) {
            long number = webhooks.size();
            webhooks.put(number, webhook);
            return number;
        }

        @Override
        public void remove(long number) {
            webhooks.remove(number);
        }
    }

    /** Changes of registrations that nobody keeps. */
    private static final class Ignored implements Registrations.Listener {
        @Override
        public void registered(Registration registration) {}

        @Override
        public void removed(String id) {}
    }

    @AfterEach
    void close() throws Exception {
        for (var each : opened) {
            each.close();
        }
    }

    private <T extends AutoCloseable> T opened(T each) {
        opened.add(each);
        return each;
    }

    private WebhookSender sender() {
        var registrations = new Registrations(new Ignored());
        // Nobody listens on port 1.
        registrations.addForAll(URI.create("http://127.0.0.1:1/"), null);
        return opened(new WebhookSender(registrations, Duration.ofSeconds(1)));
    }

    @Test
    void boundsAndCountsWhatWaits() {
        var sender = sender();
        var channel = new Channel(timeline, Faults.none(), log, Outbox.NONE);
        for (int i = 0; i < WebhookSender.MAX_WAITING + 3; i++) {
            sender.send(channel, WEBHOOK);
        }
        assertThat(timeline.waitingDeliveries()).isEqualTo(WebhookSender.MAX_WAITING);
        assertThat(log.counts()).containsEntry("notQueued", 3L);
    }

    @Test
    void isOwedUntilItIsGivenUp() {
        var sender = sender();
        sender.send(new Channel(timeline, Faults.none(), log, owed), WEBHOOK);
        timeline.advance(Duration.ofMinutes(5));
        assertThat(owed.webhooks.values()).containsExactly(WEBHOOK);
        timeline.advance(Duration.ofMinutes(30));
        assertThat(owed.webhooks).isEmpty();
        assertThat(log.counts()).containsEntry("givenUp", 1L).containsEntry("retried", 4L);
    }

    @Test
    void keepsTheLastDeliveriesOnly() {
        for (int i = 0; i < DeliveryLog.MAX + 10; i++) {
            log.add(
                    new Delivery(
                            i, Instant.EPOCH, "closed", "p", "http://x", 1, false, 200, null, 1));
        }
        assertThat(log.deliveries()).hasSize(DeliveryLog.MAX);
        assertThat(log.deliveries().getFirst().number()).isEqualTo(10);
    }
}
