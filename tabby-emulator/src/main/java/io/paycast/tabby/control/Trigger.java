package io.paycast.tabby.control;

import io.paycast.tabby.model.Account;
import io.paycast.tabby.model.ApiKey;
import io.paycast.tabby.model.CheckoutRequest;
import io.paycast.tabby.model.CheckoutRequest.MerchantUrls;
import io.paycast.tabby.model.Ids;
import io.paycast.tabby.model.Json;
import io.paycast.tabby.model.TabbyCurrency;
import io.paycast.tabby.model.TabbyPayment;
import io.paycast.tabby.model.TabbyStatus;
import io.paycast.tabby.payment.DisputeStatus;
import io.paycast.tabby.payment.MoneyRequest;
import io.paycast.tabby.payment.Outcome;
import io.paycast.tabby.payment.Payments;
import io.paycast.tabby.payment.World;
import io.paycast.tabby.time.Timeline;
import io.paycast.tabby.webhook.Delivery;
import io.paycast.tabby.webhook.DeliveryLog;
import io.paycast.tabby.webhook.Faults;
import io.paycast.tabby.webhook.Webhook;
import io.paycast.tabby.webhook.WebhookBody;
import io.paycast.tabby.webhook.WebhookEvent;
import io.paycast.tabby.webhook.WebhookSender;
import io.paycast.tabby.webhook.WebhookSender.Channel;
import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Makes an event happen to a payment, for {@code paycast trigger}: creates the payment if it is
 * unknown, takes it as far as the event needs, and delivers the webhooks.
 *
 * <p>Thread-safe. {@link #fire} waits for the first attempts.
 */
final class Trigger {

    /** Whose payments it creates, unless the request says otherwise. */
    static final String MERCHANT = "local";

    static final ApiKey LIVE_KEY = new ApiKey("sk_local");
    static final ApiKey TEST_KEY = new ApiKey("sk_test_local");

    private final Payments payments;
    private final WebhookSender sender;
    private final World world;

    Trigger(Payments payments, WebhookSender sender, World world) {
        this.payments = payments;
        this.sender = sender;
        this.world = world;
    }

    /** An event of {@code paycast trigger}. */
    enum Event {
        AUTHORIZED,
        CAPTURED,
        CLOSED,
        REFUNDED,
        REJECTED,
        EXPIRED,
        UPDATED,
        CANCELLED,
        DISPUTE;

        String label() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /**
     * What is asked for.
     *
     * @param payment its id, null for a new one
     * @param order null for one that is derived from the id
     * @param amount of a new payment
     * @param movement how much is captured or refunded; null for all that is left
     * @param newOrder the new reference for {@code updated}, null for a derived one
     * @param forged whether an attacker claims it: nothing happens to the payment
     */
    record Request(
            Event event,
            @Nullable String payment,
            @Nullable String order,
            BigDecimal amount,
            TabbyCurrency currency,
            boolean test,
            String merchant,
            @Nullable BigDecimal movement,
            @Nullable String newOrder,
            DisputeStatus dispute,
            boolean forged) {}

    /** What came of it. */
    sealed interface Result {

        /**
         * The event happened, or an attacker claimed it.
         *
         * @param body of the last webhook
         */
        record Sent(TabbyPayment payment, String body, List<Delivery> deliveries)
                implements Result {}

        /** The event is not possible. */
        record Refused(String reason) implements Result {}
    }

    Result fire(Request request) {
        var log = new DeliveryLog(world.channel().log());
        // Standing still, so that the first attempts are over when this returns.
        var timeline = Timeline.stopped(world.timeline().now());
        var own =
                new World(
                        world.ids(),
                        new Channel(timeline, Faults.none(), log, world.channel().outbox()));
        try {
            var id = request.payment() == null ? world.ids().next() : request.payment();
            var payment = payments.find(id).orElseGet(() -> create(own, request, id));
            if (request.forged()) {
                return forged(own, request, payment);
            }
            var outcome = advance(own, request, payment);
            if (outcome instanceof Outcome.Refused(_, var reason)) {
                return new Result.Refused(sentence(request.event(), payment, reason));
            }
            timeline.advance(Duration.ZERO);
            var now = payments.find(id).orElse(payment);
            return log.deliveries().isEmpty() && nothingChanged(payment, now)
                    ? repeat(own, request, now)
                    : new Result.Sent(now, WebhookBody.of(now), log.deliveries());
        } finally {
            timeline.handOver(world.timeline());
        }
    }

    private static boolean nothingChanged(TabbyPayment before, TabbyPayment after) {
        return before.equals(after);
    }

    private TabbyPayment create(World own, Request request, String id) {
        var account = new Account(request.merchant(), request.test() ? TEST_KEY : LIVE_KEY);
        var derived = "order_" + Ids.derived(id, "order").substring(0, 8);
        var order = request.order() == null ? derived : request.order();
        var amount = request.amount().setScale(request.currency().decimals());
        var sent = Json.object();
        sent.put("amount", amount.toPlainString());
        sent.put("currency", request.currency().name());
        sent.putObject("order").put("reference_id", order).putArray("items");
        return payments.create(
                own,
                new CheckoutRequest(
                        account,
                        amount,
                        request.currency(),
                        order,
                        "en",
                        MerchantUrls.NONE,
                        sent,
                        sent.toString().length()),
                id);
    }

    /** Takes the payment as far as the event needs. An event that it has had changes nothing. */
    private Outcome advance(World own, Request request, TabbyPayment payment) {
        var id = payment.id();
        boolean first = payment.status() == TabbyStatus.CREATED;
        if (first && request.event() != Event.REJECTED && request.event() != Event.EXPIRED) {
            var approved = payments.approve(own, id);
            if (approved instanceof Outcome.Refused || request.event() == Event.AUTHORIZED) {
                return approved;
            }
        }
        var current = payments.find(id).orElse(payment);
        return switch (request.event()) {
            case AUTHORIZED -> same(current, TabbyStatus.AUTHORIZED);
            case REJECTED -> first ? payments.reject(own, id) : same(current, TabbyStatus.REJECTED);
            case EXPIRED -> first ? payments.expire(own, id) : same(current, TabbyStatus.EXPIRED);
            case CAPTURED -> capture(own, current, request.movement());
            case CLOSED -> close(own, current, request.movement());
            case CANCELLED ->
                    current.status() == TabbyStatus.CLOSED && current.captures().isEmpty()
                            ? new Outcome.Done(current)
                            : payments.close(own, id);
            case REFUNDED -> refund(own, current, request.movement());
            case UPDATED ->
                    payments.update(
                            own,
                            id,
                            request.newOrder() == null
                                    ? current.orderReference() + "-updated"
                                    : request.newOrder());
            case DISPUTE -> dispute(own, current, request.dispute());
        };
    }

    private static Outcome same(TabbyPayment payment, TabbyStatus status) {
        return payment.status() == status
                ? new Outcome.Done(payment)
                : new Outcome.Refused(Outcome.Refusal.NOT_POSSIBLE, "it is too late for that");
    }

    private Outcome capture(World own, TabbyPayment payment, @Nullable BigDecimal amount) {
        var left = payment.amount().subtract(payment.captured());
        if (amount == null && left.signum() == 0) {
            return new Outcome.Done(payment);
        }
        var reference =
                "capture_%s_%d".formatted(payment.orderReference(), payment.captures().size());
        return payments.capture(
                own, payment.id(), MoneyRequest.of(amount == null ? left : amount, reference));
    }

    private Outcome close(World own, TabbyPayment payment, @Nullable BigDecimal amount) {
        if (payment.status() == TabbyStatus.CLOSED) {
            return new Outcome.Done(payment);
        }
        if (payment.captures().isEmpty() || amount != null) {
            var captured = capture(own, payment, amount);
            if (captured instanceof Outcome.Refused
                    || captured.orThrow().status() == TabbyStatus.CLOSED) {
                return captured;
            }
        }
        return payments.close(own, payment.id());
    }

    private Outcome refund(World own, TabbyPayment payment, @Nullable BigDecimal amount) {
        if (payment.status() == TabbyStatus.AUTHORIZED) {
            var closed = close(own, payment, null);
            if (closed instanceof Outcome.Refused) {
                return closed;
            }
        }
        var current = payments.find(payment.id()).orElse(payment);
        var left = current.captured().subtract(current.refunded());
        if (amount == null && left.signum() == 0 && current.refunded().signum() > 0) {
            return new Outcome.Done(current);
        }
        var reference =
                "refund_%s_%d".formatted(current.orderReference(), current.refunds().size());
        return payments.refund(
                own, current.id(), MoneyRequest.of(amount == null ? left : amount, reference));
    }

    private Outcome dispute(World own, TabbyPayment payment, DisputeStatus status) {
        if (payment.status() == TabbyStatus.AUTHORIZED) {
            var closed = close(own, payment, null);
            if (closed instanceof Outcome.Refused) {
                return closed;
            }
        }
        return payments.dispute(own, payment.id(), status);
    }

    /** Sends the snapshot again, as Tabby does when a response was lost. */
    private Result repeat(World own, Request request, TabbyPayment payment) {
        return send(own, request, payment, false);
    }

    private Result forged(World own, Request request, TabbyPayment payment) {
        return send(own, request, payment, true);
    }

    private Result send(World own, Request request, TabbyPayment payment, boolean forged) {
        var event = WebhookEvent.valueOf(webhook(request.event()));
        var webhook = new Webhook(event, payment.id(), payment.account(), WebhookBody.of(payment));
        var deliveries = sender.sendNow(own.channel(), webhook, forged).join();
        var body = forged ? WebhookSender.forged(webhook).body() : webhook.body();
        return new Result.Sent(payment, body, deliveries);
    }

    private static String webhook(Event event) {
        return switch (event) {
            case CANCELLED -> WebhookEvent.CLOSED.name();
            case DISPUTE -> WebhookEvent.REFUNDED.name();
            default -> event.name();
        };
    }

    private static String sentence(Event event, TabbyPayment payment, String reason) {
        return "%s is not possible for a payment that is %s: %s."
                .formatted(event.label(), payment.status().inWebhooks(), reason);
    }
}
