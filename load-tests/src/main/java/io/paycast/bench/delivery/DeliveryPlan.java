package io.paycast.bench.delivery;

import java.util.Arrays;

/**
 * Which payment each webhook of a run is about, and who wants it: pure arithmetic on the webhook's
 * number, so that nobody has to be told.
 *
 * <p>Payments come in groups. Each payment of a group has its first step, then each its second, and
 * so on, so that the steps of one payment are apart and two of them can be told to have been
 * swapped.
 *
 * @param group how many payments take turns
 * @param steps how many webhooks each payment has
 * @param orders how many orders the payments are spread over; 0 where everybody wants everything
 */
public record DeliveryPlan(int group, int steps, int orders) {

    public DeliveryPlan {
        if (group < 1 || steps < 1 || orders < 0) {
            throw new IllegalArgumentException(
                    "No plan: %d, %d, %d".formatted(group, steps, orders));
        }
    }

    /** Whether each listener wants one order only: the one with its own number. */
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

    public boolean wants(int listener, int webhook) {
        return !isScoped() || order(webhook) == listener;
    }

    /** The webhook's place among those that one listener wants, a payment's steps side by side. */
    public int place(int webhook) {
        int payment = payment(webhook);
        return (isScoped() ? payment / orders : payment) * steps + step(webhook);
    }

    /** How many of the first webhooks of a run each of the listeners wants. */
    public long[] wanted(int listeners, int webhooks) {
        var wanted = new long[listeners];
        if (!isScoped()) {
            Arrays.fill(wanted, webhooks);
            return wanted;
        }
        for (int webhook = 0; webhook < webhooks; webhook++) {
            int order = order(webhook);
            if (order < listeners) {
                wanted[order]++;
            }
        }
        return wanted;
    }
}
