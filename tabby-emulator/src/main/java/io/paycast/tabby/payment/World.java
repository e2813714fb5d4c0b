package io.paycast.tabby.payment;

import io.paycast.tabby.model.Ids;
import io.paycast.tabby.time.Timeline;
import io.paycast.tabby.webhook.WebhookSender.Channel;

/**
 * A clock, a source of ids and a way for webhooks. The emulator has one; each played scenario has
 * its own, so that its faults and its time concern nobody else.
 */
public record World(Ids ids, Channel channel) {

    public Timeline timeline() {
        return channel.timeline();
    }
}
