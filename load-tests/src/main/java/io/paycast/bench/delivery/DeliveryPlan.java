package io.paycast.bench.delivery;

import java.util.Arrays;

/**
 * Computes from a webhook's number its payment and the clients that expect it, without shared
 * state.
 *
 * <p>Payments come in groups. Each payment of a group has its first step, then each its second, and
 * so on. The steps of one payment are therefore apart, and a swap of two steps is detectable.
 *
 * @param group how many payments alternate
 * @param steps how many webhooks each payment has
 * @param orders how many orders the payments belong to; 0 if every client expects every webhook
 */
public record DeliveryPlan(int group, int steps, int orders) {

    /** Whether each client expects one order only: the one with its own number. */
    public boolean isScoped() {
        return orders > 0;
    }

    public int payment(int webhook) {
        return webhook / (group * steps) * group + webhook % group;
    }

    public int step(int webhook) {
        return webhook % (group * steps) / group;
    }

    public int order(int webhook) {
        return isScoped() ? payment(webhook) % orders : 0;
    }

    public boolean isExpected(int client, int webhook) {
        return !isScoped() || order(webhook) == client;
    }

    /** The webhook's index among those that one client expects; steps of a payment are adjacent. */
    public int index(int webhook) {
        int payment = payment(webhook);
        return (isScoped() ? payment / orders : payment) * steps + step(webhook);
    }

    /** How many of the first webhooks of a run each client expects. */
    public long[] expected(int clients, int webhooks) {
        var expected = new long[clients];
        if (!isScoped()) {
            Arrays.fill(expected, webhooks);
            return expected;
        }
        for (int webhook = 0; webhook < webhooks; webhook++) {
            int order = order(webhook);
            if (order < clients) {
                expected[order]++;
            }
        }
        return expected;
    }
}
