package io.paycast.tabby.scenario;

import io.paycast.tabby.model.Account;
import io.paycast.tabby.model.ApiKey;
import io.paycast.tabby.model.CheckoutRequest;
import io.paycast.tabby.model.CheckoutRequest.MerchantUrls;
import io.paycast.tabby.model.Ids;
import io.paycast.tabby.model.Json;
import io.paycast.tabby.model.TabbyPayment;
import io.paycast.tabby.payment.MoneyRequest;
import io.paycast.tabby.payment.Outcome;
import io.paycast.tabby.payment.Payments;
import io.paycast.tabby.payment.World;
import io.paycast.tabby.time.Timeline;
import io.paycast.tabby.webhook.DeliveryLog;
import io.paycast.tabby.webhook.Faults;
import io.paycast.tabby.webhook.Outbox;
import io.paycast.tabby.webhook.Registration;
import io.paycast.tabby.webhook.Registrations;
import io.paycast.tabby.webhook.Webhook;
import io.paycast.tabby.webhook.WebhookEvent;
import io.paycast.tabby.webhook.WebhookSender;
import io.paycast.tabby.webhook.WebhookSender.Channel;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Plays scenarios: on a clock of their own that does not wait, with ids and faults by a seed. The
 * same seed gives the same ids, order and faults, and the payments stay in the emulator.
 * Thread-safe; several scenarios may play at once.
 */
public final class ScenarioPlayer {

    private final Payments payments;
    private final Registrations registrations;
    private final WebhookSender sender;
    private final World world;

    /**
     * @param world which goes on with the payments afterwards
     */
    public ScenarioPlayer(
            Payments payments, Registrations registrations, WebhookSender sender, World world) {
        this.payments = payments;
        this.registrations = registrations;
        this.sender = sender;
        this.world = world;
    }

    /** Whose payments a scenario creates. */
    public record Merchant(String code, ApiKey live, ApiKey test) {

        Account account(Scenario scenario) {
            return new Account(code, scenario.payment().test() ? test : live);
        }
    }

    /**
     * Plays a scenario, and returns once all its webhooks were delivered or given up.
     *
     * @throws InvalidScenarioException if a step is not possible, or the scenario expects another
     *     ending than the emulator's
     */
    public ScenarioRun play(Scenario scenario, Merchant merchant, long seed)
            throws InvalidScenarioException {
        var account = merchant.account(scenario);
        long mixed = seed ^ ((long) scenario.name().hashCode() << Integer.SIZE);
        var log = new DeliveryLog(world.channel().log());
        var timeline = Timeline.stopped(world.timeline().now());
        var faults = new Faults(scenario.faults(), mixed);
        var own = new World(new Ids(mixed), new Channel(timeline, faults, log, Outbox.NONE));
        var extra = registerMore(scenario, account);
        try {
            var ids = create(own, scenario, account);
            perform(own, scenario, account, ids);
            timeline.drain();
            return run(scenario, seed, ids, log);
        } finally {
            timeline.handOver(world.timeline());
            extra.forEach(registration -> registrations.remove(registration.id()));
        }
    }

    /** The scenario's further registrations, at the address that the account has already. */
    private List<Registration> registerMore(Scenario scenario, Account account)
            throws InvalidScenarioException {
        var extra = new ArrayList<Registration>();
        if (scenario.registrations() == 1) {
            return extra;
        }
        var first =
                registrations
                        .first(account)
                        .orElseThrow(() ->
                                new InvalidScenarioException(
                                        "No webhook is registered for this merchant."));
        for (int i = registrations.count(account); i < scenario.registrations(); i++) {
            var more =
                    new Registration(
                            world.ids().next(), account, false, first.url(), first.header());
            if (registrations.add(more)) {
                extra.add(more);
            }
        }
        return extra;
    }

    private List<String> create(World own, Scenario scenario, Account account) {
        var template = scenario.payment();
        var ids = new ArrayList<String>();
        for (int n = 1; n <= template.count(); n++) {
            var id = own.ids().next();
            var order = filled(template.order(), id, n);
            var amount = template.amount().setScale(template.currency().decimals());
            var payment = Json.object();
            payment.put("amount", amount.toPlainString());
            payment.put("currency", template.currency().name());
            payment.putObject("buyer")
                    .put("name", "Scenario " + scenario.name())
                    .put("email", "otp.success@tabby.ai")
                    .put("phone", "+971500000001");
            payment.putObject("order").put("reference_id", order).putArray("items");
            var request =
                    new CheckoutRequest(
                            account,
                            amount,
                            template.currency(),
                            order,
                            "en",
                            MerchantUrls.NONE,
                            payment,
                            payment.toString().length());
            ids.add(payments.create(own, request, id).id());
        }
        return ids;
    }

    private void perform(World own, Scenario scenario, Account account, List<String> ids)
            throws InvalidScenarioException {
        for (int step = 0; step < scenario.steps().size(); step++) {
            if (scenario.steps().get(step) instanceof Step.Wait(var time)) {
                own.timeline().advance(time);
                continue;
            }
            for (int n = 0; n < ids.size(); n++) {
                var outcome =
                        perform(own, scenario.steps().get(step), account, ids.get(n), n, step);
                if (outcome instanceof Outcome.Refused(_, var reason)) {
                    throw new InvalidScenarioException(
                            "Step %d is not possible: %s.".formatted(step + 1, reason));
                }
            }
        }
    }

    private Outcome perform(
            World own, Step step, Account account, String id, int index, int number) {
        return switch (step) {
            case Step.Wait _ -> new Outcome.Done(payment(id));
            case Step.Approve _ -> payments.approve(own, id);
            case Step.Decline _ -> payments.reject(own, id);
            case Step.Cancel _ -> payments.expire(own, id);
            case Step.Close _ -> payments.close(own, id);
            case Step.Dispute(var status) -> payments.dispute(own, id, status);
            case Step.Update(var reference) ->
                    payments.update(own, id, filled(reference, id, index + 1));
            case Step.Capture(var amount) -> {
                var left = payment(id).amount().subtract(payment(id).captured());
                yield payments.capture(own, id, money(amount, left, "capture-" + number));
            }
            case Step.Refund(var amount) -> {
                var left = payment(id).captured().subtract(payment(id).refunded());
                yield payments.refund(own, id, money(amount, left, "refund-" + number));
            }
            case Step.Raw(var body) -> {
                var filled = String.valueOf(filled(body, id, index + 1));
                sender.send(own.channel(), new Webhook(WebhookEvent.RAW, id, account, filled));
                yield new Outcome.Done(payment(id));
            }
        };
    }

    private static MoneyRequest money(
            @Nullable BigDecimal amount, BigDecimal left, String reference) {
        return MoneyRequest.of(amount == null ? left : amount, reference);
    }

    private static @Nullable String filled(@Nullable String text, String id, int number) {
        return text == null
                ? null
                : text.replace("{id}", id.substring(0, 8))
                        .replace("{payment}", id)
                        .replace("{n}", Integer.toString(number));
    }

    private TabbyPayment payment(String id) {
        return payments.find(id)
                .orElseThrow(() -> new IllegalStateException("The payment made room for others."));
    }

    private ScenarioRun run(Scenario scenario, long seed, List<String> ids, DeliveryLog log)
            throws InvalidScenarioException {
        var expect = scenario.expect();
        var expected = new ArrayList<Expected>();
        for (int n = 0; n < ids.size(); n++) {
            var ending = Expected.of(payment(ids.get(n)), expect.shown(), expect.never());
            if (expect.shown()) {
                var order = filled(expect.order(), ids.get(n), n + 1);
                checkAgrees("outcome", expect.outcome(), ending.outcome());
                checkAgrees("status", expect.status(), ending.status());
                checkAgrees("order", order, ending.order());
                checkAgrees("captured", expect.captured(), ending.captured());
                checkAgrees("refunded", expect.refunded(), ending.refunded());
            }
            expected.add(ending);
        }
        return new ScenarioRun(scenario.name(), seed, expected, log.counts());
    }

    private static void checkAgrees(String what, @Nullable BigDecimal said, String is)
            throws InvalidScenarioException {
        if (said != null && said.compareTo(new BigDecimal(is)) != 0) {
            checkAgrees(what, said.toPlainString(), is);
        }
    }

    private static void checkAgrees(String what, @Nullable String said, @Nullable String is)
            throws InvalidScenarioException {
        if (said != null && !said.equals(is)) {
            throw new InvalidScenarioException(
                    "expect: %s is %s after these steps, not %s.".formatted(what, is, said));
        }
    }
}
