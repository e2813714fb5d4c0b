package io.paycast.tabby.webhook;

import io.paycast.tabby.model.Json;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.SplittableRandom;
import tools.jackson.databind.node.ObjectNode;

/**
 * Decides by a seed which faults affect a webhook. The same seed and the same webhooks give the
 * same faults. Not thread-safe.
 */
public final class Faults {

    private static final String FORGED_AMOUNT = "1.00";

    private final List<Fault> faults;
    private final SplittableRandom random;

    public Faults(List<Fault> faults, long seed) {
        this.faults = List.copyOf(faults);
        this.random = new SplittableRandom(seed);
    }

    /** Nothing goes wrong. */
    public static Faults none() {
        return new Faults(List.of(), 0);
    }

    /** Who sends a webhook, and whether Tabby has sent it before. */
    enum Origin {
        TABBY,
        REPEAT,
        ATTACKER
    }

    /**
     * One sending of a webhook.
     *
     * @param after from now
     * @param copies how many are sent at once
     * @param lostAttempts how many attempts the receiver never sees
     */
    record Sending(Webhook webhook, Duration after, int copies, int lostAttempts, Origin origin) {}

    /** Returns what is sent for a webhook. */
    List<Sending> sendings(Webhook webhook) {
        var after = Duration.ZERO;
        int copies = 1;
        int lost = 0;
        var body = webhook.body();
        var repeats = new ArrayList<Duration>();
        var forged = new ArrayList<Sending>();
        for (var fault : faults) {
            if (!applies(fault.when(), webhook.event())) {
                continue;
            }
            switch (fault) {
                case Fault.Drop drop -> lost = Math.max(lost, drop.attempts());
                case Fault.Delay delay -> after = after.plus(between(delay.min(), delay.max()));
                case Fault.UpperCase _ -> body = withUpperCaseStatus(body);
                case Fault.Forge _ -> forged.add(forged(webhook));
                case Fault.Repeat repeat -> {
                    if (repeat.within().isZero()) {
                        copies += repeat.times() - 1;
                    }
                    for (int i = 1; i < repeat.times() && !repeat.within().isZero(); i++) {
                        repeats.add(between(Duration.ZERO, repeat.within()));
                    }
                }
            }
        }
        var sendings = new ArrayList<>(forged);
        var sent = webhook.withBody(body);
        sendings.add(new Sending(sent, after, copies, lost, Origin.TABBY));
        for (var later : repeats) {
            sendings.add(new Sending(sent, after.plus(later), 1, 0, Origin.REPEAT));
        }
        return sendings;
    }

    private boolean applies(Fault.When when, WebhookEvent event) {
        // Draws in any case, so that one fault does not shift the others.
        boolean drawn = random.nextDouble() < when.chance();
        return drawn && when.events().contains(event);
    }

    private Duration between(Duration min, Duration max) {
        long millis = max.toMillis() - min.toMillis();
        return min.plusMillis(millis <= 0 ? 0 : random.nextLong(millis + 1));
    }

    private Sending forged(Webhook webhook) {
        return new Sending(forge(webhook), Duration.ZERO, 1, 0, Origin.ATTACKER);
    }

    /** What an attacker would like the shop to believe. */
    static Webhook forge(Webhook webhook) {
        var body = (ObjectNode) Json.MAPPER.readTree(webhook.body());
        body.put("status", "closed");
        body.put("amount", FORGED_AMOUNT);
        body.putArray("captures")
                .addObject()
                .put("id", "forged")
                .put("amount", FORGED_AMOUNT)
                .put("created_at", body.path("created_at").asString(""));
        return webhook.withBody(body.toString());
    }

    private static String withUpperCaseStatus(String body) {
        var changed = (ObjectNode) Json.MAPPER.readTree(body);
        changed.put("status", changed.path("status").asString("").toUpperCase(Locale.ROOT));
        return changed.toString();
    }
}
