package io.paycast.events;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.EXPIRED;
import static io.paycast.events.PaymentStatus.REJECTED;

import io.paycast.events.PaymentEvent.Source;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The state of one payment, merged from all its events so far. The merge is a pure function, so
 * every reader of one sequence of events reaches the same state. Within it, events may come in any
 * order with any repeats.
 *
 * <ul>
 *   <li>The status only moves forward. A capture proves an authorization: once one is known, {@code
 *       expired} and {@code rejected} do not apply.
 *   <li>Captures and refunds are merged by id, in each currency separately. If one id has two
 *       amounts, the larger one stays.
 *   <li>Order reference, amount, currency and test flag form the headline. A new headline becomes
 *       the current one; a headline that was seen before never becomes current again. So an update
 *       is shown, and a repeat of an older snapshot changes nothing.
 *   <li>A response from Tabby's API replaces status and headline, even backwards. A payment that
 *       Tabby does not know is rejected and void until Tabby's API says otherwise.
 * </ul>
 *
 * <p>A payment's last {@value #MAX_HEADLINES} headlines are known. A repeat of an older one counts
 * as new, and its order reference no longer belongs to the payment.
 *
 * <p>Immutable. Every gateway merges every event, so this class uses loops: streams took longer
 * than what went through them.
 */
public final class PaymentState {

    static final int MAX_HEADLINES = 16;

    private final String merchantCode;
    private final String paymentId;
    private final Progress progress;

    /** The current one is last. */
    private final List<Headline> headlines;

    /** By currency, so that each amount can be written with its currency's decimals. */
    private final Map<CurrencyCode, Movements> movements;

    private final boolean corrected;

    /** What one snapshot says of a payment, apart from its progress. */
    private record Headline(
            @Nullable String orderReference,
            BigDecimal amount,
            CurrencyCode currency,
            boolean test) {

        static Headline of(PaymentSnapshot payment) {
            return new Headline(
                    payment.orderReference(), payment.amount(), payment.currency(), payment.test());
        }

        /** Reuses a known order reference if it is equal, so that memory holds one copy. */
        Headline sharing(List<Headline> known) {
            for (var other : known) {
                if (orderReference != null && orderReference.equals(other.orderReference)) {
                    return new Headline(other.orderReference, amount, currency, test);
                }
            }
            return this;
        }
    }

    /**
     * How far a payment is.
     *
     * @param furthest of the statuses it had
     * @param proven the furthest of those that a capture leaves valid
     * @param unknown whether Tabby does not know the payment
     */
    private record Progress(PaymentStatus furthest, PaymentStatus proven, boolean unknown) {

        private static final Progress NONE =
                new Progress(PaymentStatus.CREATED, PaymentStatus.CREATED, false);

        Progress after(PaymentStatus status, boolean newCapture) {
            var known = newCapture && isFailure(proven) ? AUTHORIZED : proven;
            return new Progress(
                    max(furthest, status), isFailure(status) ? known : max(known, status), unknown);
        }

        /** What Tabby's API says holds, whatever was captured. */
        static Progress authoritative(PaymentStatus status) {
            return new Progress(status, status, false);
        }

        PaymentStatus status(boolean captured) {
            if (unknown) {
                return REJECTED;
            }
            return captured ? max(AUTHORIZED, proven) : furthest;
        }

        private static boolean isFailure(PaymentStatus status) {
            return status == EXPIRED || status == REJECTED;
        }

        private static PaymentStatus max(PaymentStatus one, PaymentStatus other) {
            return one.compareTo(other) >= 0 ? one : other;
        }
    }

    private PaymentState(
            String merchantCode,
            String paymentId,
            Progress progress,
            List<Headline> headlines,
            Map<CurrencyCode, Movements> movements,
            boolean corrected) {
        this.merchantCode = merchantCode;
        this.paymentId = paymentId;
        this.progress = progress;
        this.headlines = headlines;
        this.movements = movements;
        this.corrected = corrected;
    }

    /**
     * Merges an event into a payment's state.
     *
     * @param state the state before, or null if this is the payment's first event
     * @return a new state, or {@code state} itself if the event changes nothing
     */
    public static PaymentState merge(@Nullable PaymentState state, PaymentEvent event) {
        var before =
                state == null
                        ? new PaymentState(
                                event.merchantCode(),
                                event.payment().paymentId(),
                                Progress.NONE,
                                List.of(),
                                Map.of(),
                                false)
                        : state;
        var inferred = before.inferred(event.payment());
        if (event.source() == Source.WEBHOOK) {
            return inferred;
        }
        var said = inferred.authoritative(event);
        // A webhook could have said the same: that is news, but no correction.
        boolean corrects = state != null && !said.view().equals(inferred.view());
        return said.isSame(before) ? before : said.marked(corrects);
    }

    /** The state after a webhook. */
    private PaymentState inferred(PaymentSnapshot payment) {
        var known = movements.getOrDefault(payment.currency(), Movements.NONE);
        var merged = known.with(payment);
        @SuppressWarnings("ReferenceEquality") // the same instance if nothing is new
        boolean newMovements = merged != known;
        boolean newCapture =
                newMovements && !merged.captures().equals(known.captures()) && merged.anyCaptured();
        var next = progress.after(payment.status(), newCapture);
        var headline = Headline.of(payment);
        boolean newHeadline = !headlines.contains(headline);
        if (!newHeadline && !newMovements && next.equals(progress)) {
            return this;
        }
        return new PaymentState(
                merchantCode,
                paymentId,
                next,
                newHeadline ? withNewest(headline) : headlines,
                newMovements ? withMovements(payment.currency(), merged) : movements,
                false);
    }

    /** This state with what Tabby's API says in place of what was inferred. */
    private PaymentState authoritative(PaymentEvent event) {
        var said =
                event.source() == Source.RETRIEVE_UNKNOWN
                        ? new Progress(progress.furthest, progress.proven, true)
                        : Progress.authoritative(event.payment().status());
        return new PaymentState(
                merchantCode,
                paymentId,
                said,
                withNewest(Headline.of(event.payment())),
                movements,
                false);
    }

    private PaymentState marked(boolean asCorrected) {
        return new PaymentState(
                merchantCode, paymentId, progress, headlines, movements, asCorrected);
    }

    private boolean isSame(PaymentState other) {
        return progress.equals(other.progress)
                && headlines.equals(other.headlines)
                && movements.equals(other.movements);
    }

    /** The headlines with this one last, which may be known; the oldest goes if there are many. */
    private List<Headline> withNewest(Headline headline) {
        if (headlines.isEmpty()) {
            return List.of(headline);
        }
        var all = new ArrayList<Headline>(headlines.size() + 1);
        for (var known : headlines) {
            if (!known.equals(headline)) {
                all.add(known);
            }
        }
        all.add(headline.sharing(headlines));
        return List.copyOf(all.subList(Math.max(0, all.size() - MAX_HEADLINES), all.size()));
    }

    private Map<CurrencyCode, Movements> withMovements(CurrencyCode currency, Movements merged) {
        if (movements.isEmpty() || (movements.size() == 1 && movements.containsKey(currency))) {
            return Map.of(currency, merged);
        }
        var all = new EnumMap<CurrencyCode, Movements>(movements);
        all.put(currency, merged);
        return Map.copyOf(all);
    }

    /** Returns what clients see of this state. */
    public PaymentView view() {
        var headline = headlines.getLast();
        var shown = movements.getOrDefault(headline.currency, Movements.NONE);
        var capturedAmount = Movements.sum(shown.captures(), headline.currency);
        var refundedAmount = Movements.sum(shown.refunds(), headline.currency);
        boolean captured = anyCaptured();
        var status = progress.status(captured);
        return new PaymentView(
                merchantCode,
                paymentId,
                status,
                headline.amount,
                headline.currency,
                headline.orderReference,
                capturedAmount,
                refundedAmount,
                progress.unknown
                        ? PaymentOutcome.VOID
                        : PaymentOutcome.of(
                                status, headline.amount, capturedAmount, refundedAmount, captured),
                headline.test,
                orderReferences());
    }

    /**
     * Whether the last event that changed this state was a correction by Tabby's API: it said what
     * a webhook could not have changed, such as a status further back.
     */
    public boolean corrected() {
        return corrected;
    }

    private boolean anyCaptured() {
        for (var ofCurrency : movements.values()) {
            if (ofCurrency.anyCaptured()) {
                return true;
            }
        }
        return false;
    }

    /** Each once, where it was last used. */
    private List<String> orderReferences() {
        if (headlines.size() == 1) {
            var reference = headlines.getFirst().orderReference;
            return reference == null ? List.of() : List.of(reference);
        }
        var references = new ArrayList<String>();
        for (int i = headlines.size() - 1; i >= 0; i--) {
            var reference = headlines.get(i).orderReference;
            if (reference != null && !references.contains(reference)) {
                references.add(reference);
            }
        }
        return references.reversed();
    }

    @Override
    public String toString() {
        return "PaymentState[" + view() + "]";
    }
}
