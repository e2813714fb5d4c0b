package io.paycast.tabby.payment;

import static io.paycast.tabby.model.TabbyStatus.AUTHORIZED;
import static io.paycast.tabby.model.TabbyStatus.CLOSED;
import static io.paycast.tabby.model.TabbyStatus.CREATED;

import io.paycast.tabby.model.CheckoutRequest;
import io.paycast.tabby.model.Ids;
import io.paycast.tabby.model.Movement;
import io.paycast.tabby.model.TabbyPayment;
import io.paycast.tabby.payment.Outcome.Done;
import io.paycast.tabby.payment.Outcome.Refusal;
import io.paycast.tabby.payment.Outcome.Refused;
import io.paycast.tabby.time.Timeline;
import io.paycast.tabby.webhook.Webhook;
import io.paycast.tabby.webhook.WebhookBody;
import io.paycast.tabby.webhook.WebhookEvent;
import io.paycast.tabby.webhook.WebhookSender;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * All payments, and everything that changes one: the shopper, the shop and time. Each change that
 * Tabby reports sends a webhook. Thread-safe.
 */
public final class Payments {

    /** The most payments that are kept. */
    public static final int MAX_PAYMENTS = 10_000;

    /** The most bytes that shops sent with the payments that are kept. */
    public static final long MAX_BYTES = 64L * 1024 * 1024;

    /** The most captures, and the most refunds, of one payment. */
    public static final int MAX_MOVEMENTS = 100;

    private static final String NO_SUCH_PAYMENT = "no such payment";

    private final PaymentStore store = new PaymentStore();
    private final WebhookSender sender;
    private final Consumer<TabbyPayment> changes;

    /**
     * @param changes receives every payment that was added or changed, in order
     */
    public Payments(WebhookSender sender, Consumer<TabbyPayment> changes) {
        this.sender = sender;
        this.changes = changes;
    }

    /** Creates a payment with its session. */
    public synchronized TabbyPayment create(World world, CheckoutRequest request) {
        return create(world, request, world.ids().next());
    }

    /** Creates a payment with an id that a developer chose. */
    public synchronized TabbyPayment create(World world, CheckoutRequest request, String id) {
        var payment =
                TabbyPayment.created(
                        id, Ids.derived(id, "session"), request, world.timeline().now());
        put(payment);
        watch(world, payment);
        return payment;
    }

    /** Creates a payment that Tabby rejects at once, of which it sends no webhook. */
    public synchronized TabbyPayment createRejected(World world, CheckoutRequest request) {
        var id = world.ids().next();
        var now = world.timeline().now();
        var payment = TabbyPayment.created(id, Ids.derived(id, "session"), request, now).rejected();
        put(payment);
        return payment;
    }

    /** Adds a payment that was stored earlier. */
    public synchronized void restore(World world, TabbyPayment payment) {
        store.put(payment);
        watch(world, payment);
    }

    public synchronized Optional<TabbyPayment> find(String id) {
        return store.find(id);
    }

    public synchronized Optional<TabbyPayment> ofSession(String sessionId) {
        return store.ofSession(sessionId);
    }

    /** Returns the payments that match, newest first. */
    public synchronized List<TabbyPayment> newestFirst(Predicate<TabbyPayment> filter) {
        return store.newestFirst(filter);
    }

    public synchronized int count() {
        return store.size();
    }

    /** How many payments had to make room for newer ones. */
    public synchronized long evicted() {
        return store.evicted();
    }

    /** The shopper pays. */
    public synchronized Outcome approve(World world, String id) {
        return change(
                id,
                payment -> {
                    if (payment.status() != CREATED || isSessionOver(world, payment)) {
                        return notPossible("the session is over");
                    }
                    var authorized = payment.authorized(world.timeline().now());
                    tell(world, WebhookEvent.AUTHORIZED, authorized);
                    watch(world, authorized);
                    return new Done(authorized);
                });
    }

    /** Tabby declines the shopper. */
    public synchronized Outcome reject(World world, String id) {
        return change(
                id,
                payment -> {
                    if (payment.status() != CREATED) {
                        return notPossible("the session is over");
                    }
                    var rejected = payment.rejected();
                    tell(world, WebhookEvent.REJECTED, rejected);
                    return new Done(rejected);
                });
    }

    /** The shopper cancels, or lets the time pass. */
    public synchronized Outcome expire(World world, String id) {
        return change(
                id,
                payment -> {
                    if (payment.status() != CREATED) {
                        return notPossible("the session is over");
                    }
                    var expired = payment.expired(world.timeline().now());
                    tell(world, WebhookEvent.EXPIRED, expired);
                    return new Done(expired);
                });
    }

    /** The shop captures; once all is captured, the payment is closed. */
    public synchronized Outcome capture(World world, String id, MoneyRequest request) {
        return change(
                id,
                payment -> {
                    if (isRepeat(payment.captures(), request.referenceId())) {
                        return new Done(payment);
                    }
                    if (payment.status() != AUTHORIZED) {
                        return notPossible("could not capture not authorized payments");
                    }
                    if (payment.captures().size() >= MAX_MOVEMENTS) {
                        return notPossible("too many captures");
                    }
                    var total = payment.captured().add(request.amount());
                    if (total.compareTo(payment.amount()) > 0) {
                        return notPossible("capture amount is greater than the payment amount");
                    }
                    return new Done(captured(world, payment, request));
                });
    }

    private TabbyPayment captured(World world, TabbyPayment payment, MoneyRequest request) {
        var now = world.timeline().now();
        var part = "capture-" + payment.captures().size();
        var captured = payment.withCapture(request.movement(Ids.derived(payment.id(), part), now));
        tell(world, WebhookEvent.CAPTURED, captured);
        return captured.captured().compareTo(payment.amount()) == 0
                ? closed(world, captured)
                : captured;
    }

    private TabbyPayment closed(World world, TabbyPayment payment) {
        var closed = payment.closed(world.timeline().now());
        tell(world, WebhookEvent.CLOSED, closed);
        return closed;
    }

    /** The shop refunds. */
    public synchronized Outcome refund(World world, String id, MoneyRequest request) {
        return change(
                id,
                payment -> {
                    if (isRepeat(payment.refunds(), request.referenceId())) {
                        return new Done(payment);
                    }
                    if (payment.disputeId() != null) {
                        return new Refused(Refusal.CONFLICT, "payment is disputed");
                    }
                    return refunded(world, payment, request);
                });
    }

    private Outcome refunded(World world, TabbyPayment payment, MoneyRequest request) {
        if (payment.status() != CLOSED || payment.captures().isEmpty()) {
            return notPossible("can not refund payment that has no captures and not closed");
        }
        var now = world.timeline().now();
        if (now.isAfter(payment.createdAt().plus(TabbyPayment.REFUNDABLE))) {
            return notPossible("can not refund payment after 180 days");
        }
        if (payment.refunds().size() >= MAX_MOVEMENTS) {
            return notPossible("too many refunds");
        }
        if (payment.refunded().add(request.amount()).compareTo(payment.captured()) > 0) {
            return notPossible("refund amount is greater than the captured amount");
        }
        var part = "refund-" + payment.refunds().size();
        var refunded = payment.withRefund(request.movement(Ids.derived(payment.id(), part), now));
        tell(world, WebhookEvent.REFUNDED, refunded);
        return new Done(refunded);
    }

    /** The shop closes the payment: what is not captured is cancelled. */
    public synchronized Outcome close(World world, String id) {
        return change(
                id,
                payment ->
                        switch (payment.status()) {
                            case AUTHORIZED -> new Done(closed(world, payment));
                            case CLOSED -> notPossible("already closed");
                            case CREATED, REJECTED, EXPIRED ->
                                    notPossible("could not close not authorized payments");
                        });
    }

    /** The shop changes the order reference. */
    public synchronized Outcome update(World world, String id, @Nullable String reference) {
        return change(
                id,
                payment -> {
                    if (payment.status() != AUTHORIZED && payment.status() != CLOSED) {
                        return notPossible("could not update not authorized payments");
                    }
                    if (reference == null || reference.equals(payment.orderReference())) {
                        return new Done(payment);
                    }
                    var updated = payment.withOrderReference(reference);
                    tell(world, WebhookEvent.UPDATED, updated);
                    return new Done(updated);
                });
    }

    /**
     * A dispute of the shopper's is opened or goes on. One that Tabby approves refunds what is
     * left.
     */
    public synchronized Outcome dispute(World world, String id, DisputeStatus status) {
        return change(
                id,
                payment -> {
                    if (payment.test()) {
                        return notPossible("disputes have no test mode");
                    }
                    var left = payment.captured().subtract(payment.refunded());
                    if (payment.status() != CLOSED || left.signum() <= 0) {
                        return notPossible("only a captured payment can be disputed");
                    }
                    var dispute = payment.disputeId();
                    if (dispute == null && status != DisputeStatus.PENDING) {
                        return notPossible("dispute not found");
                    }
                    var disputeId =
                            dispute == null
                                    ? Ids.derived(id, "dispute-" + payment.refunds().size())
                                    : dispute;
                    var disputed = payment.withDispute(status.isOpen() ? disputeId : null);
                    tell(world, disputed, disputeId, status, left);
                    return status == DisputeStatus.APPROVED
                            ? refunded(
                                    world, disputed, new MoneyRequest(left, null, "dispute", null))
                            : new Done(disputed);
                });
    }

    private Outcome change(String id, Function<TabbyPayment, Outcome> change) {
        var payment = store.find(id);
        if (payment.isEmpty()) {
            return new Refused(Refusal.NOT_FOUND, NO_SUCH_PAYMENT);
        }
        var outcome = change.apply(payment.get());
        if (outcome instanceof Done(var changed) && !changed.equals(payment.get())) {
            put(changed);
        }
        return outcome;
    }

    private void put(TabbyPayment payment) {
        store.put(payment);
        changes.accept(payment);
    }

    /** Lets Tabby do at its time what the shopper or the shop did not do. */
    private void watch(World world, TabbyPayment payment) {
        var authorizedAt = payment.authorizedAt();
        if (payment.status() == CREATED) {
            at(
                    world,
                    payment.createdAt().plus(TabbyPayment.EXPIRY),
                    () -> {
                        expire(world, payment.id());
                    });
        } else if (payment.status() == AUTHORIZED && authorizedAt != null) {
            at(
                    world,
                    authorizedAt.plus(TabbyPayment.CAPTURE_BY_TABBY),
                    () -> {
                        captureRest(world, payment.id());
                    });
        }
    }

    private static void at(World world, Instant time, Runnable action) {
        world.timeline()
                .schedule(
                        time,
                        Timeline.Kind.LIFECYCLE,
                        () -> {
                            action.run();
                            return CompletableFuture.completedFuture(null);
                        });
    }

    private synchronized void captureRest(World world, String id) {
        store.find(id)
                .filter(payment -> payment.status() == AUTHORIZED)
                .ifPresent(payment -> {
                    var rest = payment.amount().subtract(payment.captured());
                    capture(world, id, new MoneyRequest(rest, null, null, null));
                });
    }

    private void tell(World world, WebhookEvent event, TabbyPayment payment) {
        sender.send(
                world.channel(),
                new Webhook(event, payment.id(), payment.account(), WebhookBody.of(payment)));
    }

    private void tell(
            World world,
            TabbyPayment payment,
            String disputeId,
            DisputeStatus status,
            BigDecimal amount) {
        var body =
                WebhookBody.ofDispute(
                        payment, disputeId, status.label(), amount, world.timeline().now());
        sender.send(
                world.channel(),
                new Webhook(WebhookEvent.DISPUTE, payment.id(), payment.account(), body));
    }

    private static boolean isSessionOver(World world, TabbyPayment payment) {
        return !world.timeline().now().isBefore(payment.expiresAt());
    }

    private static boolean isRepeat(List<Movement> known, @Nullable String referenceId) {
        return referenceId != null
                && known.stream().anyMatch(it -> referenceId.equals(it.referenceId()));
    }

    private static Outcome notPossible(String reason) {
        return new Refused(Refusal.NOT_POSSIBLE, reason);
    }
}
