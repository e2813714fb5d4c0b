package io.paycast.events;

import static io.paycast.events.PaymentStatus.AUTHORIZED;
import static io.paycast.events.PaymentStatus.CLOSED;
import static io.paycast.events.PaymentStatus.CREATED;
import static io.paycast.events.PaymentStatus.EXPIRED;
import static io.paycast.events.PaymentStatus.REJECTED;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import io.paycast.events.PaymentEvent.Source;
import java.math.BigDecimal;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** One rule of the merge per test; {@link MergePropertiesTest} tries them all together. */
class PaymentStateTest {

    // ---- status

    @Test
    void statusesAdvanceInTheOrderOfTheContract() {
        assertThat(PaymentStatus.values())
                .containsExactly(CREATED, AUTHORIZED, EXPIRED, REJECTED, CLOSED);
    }

    @ParameterizedTest
    @EnumSource(
            value = PaymentStatus.class,
            names = {"EXPIRED", "REJECTED", "CLOSED"})
    void neverReopensAnEndedPayment(PaymentStatus end) {
        var ended = merged(payment(end).event());
        for (var earlier : List.of(CREATED, AUTHORIZED)) {
            var after = PaymentState.merge(ended, payment(earlier).event());
            assertThat(after.view()).isEqualTo(ended.view());
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = PaymentStatus.class,
            names = {"EXPIRED", "REJECTED"})
    void captureProvesAnAuthorizationWhicheverComesFirst(PaymentStatus failure) {
        var failed = payment(failure).event();
        var paid = payment(AUTHORIZED).capture("cap-1", "100.00").event();
        assertThat(view(failed).status()).isEqualTo(failure);
        for (var view : List.of(view(failed, paid), view(paid, failed))) {
            assertThat(view.status()).isEqualTo(AUTHORIZED);
            assertThat(view.capturedAmount()).isEqualTo(new BigDecimal("100.00"));
            assertThat(view.outcome()).isEqualTo(PaymentOutcome.SUCCESSFUL);
        }
        assertThat(view(failed, paid, payment(CLOSED).event()).status()).isEqualTo(CLOSED);
    }

    @Test
    void captureOfNothingProvesNothing() {
        var nothing = payment(EXPIRED).capture("cap-1", "0.00").event();
        assertThat(view(nothing).status()).isEqualTo(EXPIRED);
    }

    @Test
    void onlyTheStatusExpiredCountsAsExpired() {
        var flagged = payment(CREATED).expiredFlag().event();
        assertThat(view(flagged).status()).isEqualTo(CREATED);
        assertThat(view(flagged, payment(AUTHORIZED).event()).status()).isEqualTo(AUTHORIZED);
        assertThat(view(payment(EXPIRED).event()).status()).isEqualTo(EXPIRED);
    }

    // ---- captures and refunds

    @Test
    void addsALateCaptureWithoutChangingTheStatus() {
        var view =
                view(
                        payment(CLOSED).capture("cap-2", "60.00").event(),
                        payment(AUTHORIZED).capture("cap-1", "40.00").event());
        assertThat(view.status()).isEqualTo(CLOSED);
        assertThat(view.capturedAmount()).isEqualTo(new BigDecimal("100.00"));
    }

    @Test
    void keepsTheLargerOfTwoAmountsOfOneCapture() {
        var small = payment(AUTHORIZED).capture("c", "1.00").event();
        var large = payment(AUTHORIZED).capture("c", "2.00").event();
        assertThat(view(small, large)).isEqualTo(view(large, small));
        assertThat(view(large, small).capturedAmount()).isEqualTo(new BigDecimal("2.00"));
    }

    // ---- headline

    /** The newest is shown, even if it sorts lower; a repeat of an older one is not. */
    @ParameterizedTest
    @CsvSource({
        "X-999, X-1000",
        "X-1000, X-999",
        "quote_81, 000000081",
        "cf83e1357eefb8bdf1542850d66d8007d620e4050b5715dc83f4a921d36ce9ce, 4711",
    })
    void showsAnUpdatedOrderReference(String before, String after) {
        var first = payment(AUTHORIZED).order(before).event();
        var update = payment(AUTHORIZED).order(after).event();
        assertThat(view(first, update).orderReference()).isEqualTo(after);

        var updated = merged(first, update);
        assertThat(PaymentState.merge(updated, first)).isSameAs(updated);
        assertThat(PaymentState.merge(updated, update)).isSameAs(updated);
        assertThat(view(first, update).orderReferences()).containsExactly(before, after);
    }

    @Test
    void showsALowerAmount() {
        var first = payment(AUTHORIZED).amount("150.00").event();
        var update = payment(AUTHORIZED).amount("120.00").event();
        assertThat(view(first, update).amount()).isEqualTo(new BigDecimal("120.00"));
        assertThat(view(first, update, first).amount()).isEqualTo(new BigDecimal("120.00"));
        assertThat(view(first, update).orderReferences()).containsExactly("order");
    }

    @Test
    void showsAnotherTestFlag() {
        var test = payment(AUTHORIZED).test().event();
        var live = payment(AUTHORIZED).event();
        assertThat(view(test, live).test()).isFalse();
        assertThat(view(live, test).test()).isTrue();
        assertThat(view(live, test, live).test()).isTrue();
    }

    @Test
    void lateEventStillAdvancesThePaymentAfterAnUpdate() {
        var first = payment(AUTHORIZED).order("X-999").event();
        var update = payment(AUTHORIZED).order("X-1000").event();
        var late = payment(CLOSED).order("X-999").capture("c", "100.00").event();
        var view = view(first, update, late);
        assertThat(view.status()).isEqualTo(CLOSED);
        assertThat(view.capturedAmount()).isEqualTo(new BigDecimal("100.00"));
        assertThat(view.orderReference()).isEqualTo("X-1000");
    }

    @Test
    void belongsToEveryOrderItHadThoughNoneIsNamedNow() {
        var view =
                view(
                        payment(CREATED).order("cart").event(),
                        payment(AUTHORIZED).order("4711").event(),
                        payment(CLOSED).order(null).event());
        assertThat(view.orderReference()).isNull();
        assertThat(view.orderReferences()).containsExactly("cart", "4711");
    }

    @Test
    void knowsTheLatestHeadlines() {
        PaymentState state = null;
        for (int i = 0; i <= PaymentState.MAX_HEADLINES; i++) {
            state = PaymentState.merge(state, payment(AUTHORIZED).order("o" + i).event());
        }
        var full = requireNonNull(state);
        assertThat(full.view().orderReferences())
                .containsExactlyElementsOf(
                        IntStream.rangeClosed(1, PaymentState.MAX_HEADLINES)
                                .mapToObj(i -> "o" + i)
                                .toList());
        assertThat(PaymentState.merge(full, payment(AUTHORIZED).order("o1").event()))
                .isSameAs(full);
    }

    // ---- two currencies

    @Test
    void addsUpTheCapturesOfTheCurrentCurrencyOnly() {
        var dinars = payment(AUTHORIZED).in(CurrencyCode.KWD).capture("c", "10.123").event();
        var dirhams = payment(AUTHORIZED).capture("c", "10.12").event();

        var view = view(dinars, dirhams);
        assertThat(view.currency()).isEqualTo(CurrencyCode.AED);
        assertThat(view.capturedAmount()).isEqualTo(new BigDecimal("10.12"));

        assertThat(view(dirhams, dinars).capturedAmount()).isEqualTo(new BigDecimal("10.123"));
        assertThat(view(dirhams, dinars, dirhams).currency()).isEqualTo(CurrencyCode.KWD);
    }

    @Test
    void paymentCapturedInAnotherCurrencyIsNotCancelled() {
        var view =
                view(
                        payment(AUTHORIZED).in(CurrencyCode.KWD).capture("c", "10.123").event(),
                        payment(CLOSED).event());
        assertThat(view.capturedAmount()).isEqualTo(new BigDecimal("0.00"));
        assertThat(view.outcome()).isEqualTo(PaymentOutcome.SUCCESSFUL);
    }

    // ---- outcome

    @ParameterizedTest
    @CsvSource({
        "created, 0, 0, PENDING",
        "authorized, 0, 0, SUCCESSFUL",
        "authorized, 40, 0, SUCCESSFUL",
        "authorized, 40, 40, PARTLY_REFUNDED",
        "authorized, 100, 100, REFUNDED",
        "closed, 0, 0, CANCELLED",
        "closed, 40, 0, SUCCESSFUL",
        "closed, 100, 0, SUCCESSFUL",
        "closed, 100, 25, PARTLY_REFUNDED",
        "closed, 100, 100, REFUNDED",
        "closed, 40, 40, REFUNDED",
        "rejected, 0, 0, REJECTED",
        "expired, 0, 0, EXPIRED",
    })
    void saysTheOutcomeInOneWord(
            String status, String captured, String refunded, PaymentOutcome outcome) {
        var payment = payment(PaymentStatus.of(status).orElseThrow());
        if (!captured.equals("0")) {
            payment.capture("c", captured);
        }
        if (!refunded.equals("0")) {
            payment.refund("r", refunded);
        }
        assertThat(view(payment.event()).outcome()).isEqualTo(outcome);
    }

    // ---- responses from Tabby's API

    @Test
    void responseFromTabbyMovesAPaymentBackAndIsMarked() {
        var closed = payment(CLOSED).order("wrong").event();
        var truth = payment(AUTHORIZED).retrieved();

        var state = merged(closed, truth);
        assertThat(state.view().status()).isEqualTo(AUTHORIZED);
        assertThat(state.view().orderReference()).isEqualTo("order");
        assertThat(state.view().orderReferences()).containsExactly("wrong", "order");
        assertThat(state.corrected()).isTrue();

        var later = PaymentState.merge(state, payment(CLOSED).capture("c", "100").event());
        assertThat(later.view().status()).isEqualTo(CLOSED);
        assertThat(later.corrected()).isFalse();
    }

    @Test
    void responseFromTabbyMakesAFormerHeadlineCurrentAgain() {
        var first = payment(AUTHORIZED).order("X-999").event();
        var update = payment(AUTHORIZED).order("X-1000").event();
        var state = merged(first, update, payment(AUTHORIZED).order("X-999").retrieved());
        assertThat(state.view().orderReference()).isEqualTo("X-999");
        assertThat(state.corrected()).isTrue();
        assertThat(PaymentState.merge(state, update)).isSameAs(state);
    }

    @Test
    void responseFromTabbyThatAgreesChangesNothing() {
        var state = merged(payment(CLOSED).capture("c", "100").event());
        var agrees = payment(CLOSED).capture("c", "100").retrieved();
        assertThat(PaymentState.merge(state, agrees).view()).isEqualTo(state.view());
    }

    @Test
    void responseFromTabbyThatIsAheadIsNotACorrection() {
        var state = merged(payment(AUTHORIZED).event(), payment(CLOSED).retrieved());
        assertThat(state.view().status()).isEqualTo(CLOSED);
        assertThat(state.corrected()).isFalse();
        assertThat(merged(payment(EXPIRED).retrieved()).corrected()).isFalse();
    }

    @Test
    void tabbyCanSayThatACapturedPaymentExpired() {
        var captured = payment(AUTHORIZED).capture("c", "100").event();
        var state = merged(captured, payment(EXPIRED).retrieved());
        assertThat(state.view().status()).isEqualTo(EXPIRED);
        assertThat(PaymentState.merge(state, captured)).isSameAs(state);
        var newCapture = payment(AUTHORIZED).capture("c2", "100").event();
        assertThat(PaymentState.merge(state, newCapture).view().status()).isEqualTo(AUTHORIZED);
    }

    @Test
    void paymentThatTabbyDoesNotKnowIsVoidUntilTabbyKnowsIt() {
        var forged = payment(CLOSED).capture("c", "100").event();
        var unknown = payment(REJECTED).from(Source.RETRIEVE_UNKNOWN).event();

        var state = merged(forged, unknown);
        assertThat(state.view().status()).isEqualTo(REJECTED);
        assertThat(state.view().outcome()).isEqualTo(PaymentOutcome.VOID);
        assertThat(state.corrected()).isTrue();

        var again = PaymentState.merge(state, payment(CLOSED).capture("c2", "100").event());
        assertThat(again.view().outcome()).isEqualTo(PaymentOutcome.VOID);
        var known = PaymentState.merge(again, payment(AUTHORIZED).retrieved());
        assertThat(known.view().outcome()).isEqualTo(PaymentOutcome.SUCCESSFUL);
    }

    // ---- memory

    /** A gateway keeps hundreds of thousands of payments, so each id must exist once in memory. */
    @Test
    void keepsOneCopyOfEachId() {
        var order = new String("o");
        var first = payment(AUTHORIZED).order(order).event();
        var again = payment(CLOSED).order(new String("o")).amount("1.00").event();
        var view = view(first, again);
        assertThat(view.status()).isEqualTo(CLOSED);
        assertThat(view.amount()).isEqualTo(new BigDecimal("1.00"));
        assertThat(view.orderReference()).isSameAs(order);
        assertThat(view.paymentId()).isSameAs(first.payment().paymentId());
    }

    private static PaymentView view(PaymentEvent... events) {
        return merged(events).view();
    }

    private static PaymentState merged(PaymentEvent... events) {
        PaymentState state = null;
        for (var event : events) {
            state = PaymentState.merge(state, event);
        }
        return requireNonNull(state);
    }

    private static TestPayment payment(PaymentStatus status) {
        return new TestPayment(status);
    }
}
